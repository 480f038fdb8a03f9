/** Reads the document of an event - a template, or an item of AWS Config - with the code that reads the inputs of the command. */
import { LinkedTemplates } from '../cloudformation/linked-templates';
import { UnseenReport } from '../findings/renderers/report';
import { InputRole } from '../input/input-role';
import { InputTemplate, readTemplate, TrustInInput } from '../input/input-template';
import { readInputDocument } from '../input/read-input-file';

/** Where the roles of the document are, or are going to be. */
export interface PlaceOfDocument {
  /** For messages: what the document is. */
  readonly name: string;
  /** 12 digits; undefined if the event does not say it. */
  readonly account?: string;
  readonly region?: string;
  readonly stackName?: string;
}

/** @throws InputError if the document is not what it should be */
export function rolesOfDocument(document: unknown, { name, account, region, stackName }: PlaceOfDocument): TrustInInput {
  const roles: (InputRole | undefined)[] = [];
  const templates: InputTemplate[] = [];
  const unseen: UnseenReport[] = [];
  const sink = {
    addRole: (role: InputRole) => roles.push(role) - 1,
    removeRole: (id: number) => { roles[id] = undefined; },
    addTemplate: (template: InputTemplate) => { templates.push({ ...template, region, stackName }); },
    addUnseen: (report: UnseenReport) => { unseen.push(report); },
  };
  readInputDocument({ file: name, scope: '', account, sink, recorded: new Map() }, document);
  const linked = new LinkedTemplates(templates);
  const inTemplates = templates.map((template) => readTemplate(template, linked));
  return {
    roles: [...roles.filter((role) => role !== undefined), ...inTemplates.flatMap((each) => each.roles)],
    unseen: [...unseen, ...inTemplates.flatMap((each) => each.unseen)],
  };
}
