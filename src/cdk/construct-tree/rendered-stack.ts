/**
 * The final template of one stack of the construct tree: read from the file that synthesis wrote, which is what is deployed, or, if there
 * is no file, rendered from the constructs as synthesis does.
 */
import * as fs from 'fs';
import * as path from 'path';
import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isObject, JsonObject, readTemplateFile } from '../../cloudformation/template';
import { textOfError } from '../../findings/crash';

/** A construct that cannot be rendered, so what it adds to the template is not known. */
export interface RenderFailure {
  readonly element: IConstruct;
  readonly message: string;
}

export interface RenderedStack {
  readonly stack: Stack;
  readonly template: JsonObject;
  /** The file that the template was read from; undefined if it was rendered in memory. */
  readonly templatePath?: string;
  readonly failures: readonly RenderFailure[];
}

/** The file that synthesis writes the template of a stack to, including nested and Service Catalog stacks; undefined outside a Stage. */
export function templatePathOf(stack: Stack): string | undefined {
  const stage = Stage.of(stack);
  return stage === undefined ? undefined : path.resolve(stage.outdir, stack.templateFile);
}

/** Read from the file of the finished assembly; rendered from the constructs only if the synthesizer of the stack did not write a file. */
export function synthesizedStack(stack: Stack): RenderedStack {
  const templatePath = templatePathOf(stack);
  if (templatePath === undefined || !fs.existsSync(templatePath)) return renderedStack(stack);
  return { stack, template: readTemplateFile(templatePath), templatePath, failures: [] };
}

/**
 * Rendered from the constructs as they are now. Only synthesis resolves references to other stacks, so before synthesis they still look
 * like references inside the stack.
 */
export function renderedStack(stack: Stack): RenderedStack {
  const template: Record<string, Record<string, unknown>> = {};
  const failures: RenderFailure[] = [];
  for (const element of elementsOf(stack)) {
    try {
      addSections(template, renderedElement(element));
    } catch (error) {
      failures.push({ element, message: textOfError(error) });
    }
  }
  return { stack, template, failures };
}

/** What one construct adds to the template of its stack, with overrides, as JSON. Throws if the construct throws. */
export function renderedElement(element: CfnElement): JsonObject {
  const rendered: unknown = Stack.of(element).resolve(element._toCloudFormation());
  return isObject(rendered) ? JSON.parse(JSON.stringify(rendered)) as JsonObject : {};
}

/** The elements of a stack in tree order, without those of the stacks below it. */
export function elementsOf(stack: Stack): CfnElement[] {
  const elements: CfnElement[] = [];
  const visit = (construct: IConstruct) => {
    if (CfnElement.isCfnElement(construct)) elements.push(construct);
    construct.node.children.filter((child) => !Stack.isStack(child) && !Stage.isStage(child)).forEach(visit);
  };
  visit(stack);
  return elements;
}

function addSections(template: Record<string, Record<string, unknown>>, fragment: JsonObject): void {
  for (const [name, content] of Object.entries(fragment)) {
    if (isObject(content)) template[name] = { ...template[name], ...content };
  }
}
