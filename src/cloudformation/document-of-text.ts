/** The trust policy in a text, as AWS prints it: JSON, which can be URL-encoded. */
import { checkJson } from './check-json';
import { isObject } from './template';

/** Text that is not the JSON of an object remains text, so that it is reported; so does everything that is not text. */
export function documentOfText(document: unknown): unknown {
  if (typeof document !== 'string') return document;
  try {
    const json = document.startsWith('%') ? decodeURIComponent(document) : document;
    const parsed: unknown = JSON.parse(json);
    return isObject(parsed) && checkJson(json) === undefined ? parsed : document;
  } catch {
    return document;
  }
}
