/**
 * The final template of one stack of the construct tree: from the file that synthesis wrote, which is what gets deployed; or,
 * where there is no file, rendered from the constructs the way synthesis does it.
 */
import * as fs from 'fs';
import * as path from 'path';
import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { isObject, JsonObject, readTemplateFile } from '../../cloudformation/template';
import { textOfError } from '../../findings/crash';

/** A construct that cannot be rendered: what it would put into the template is not known. */
export interface RenderFailure {
  readonly element: IConstruct;
  readonly message: string;
}

export interface RenderedStack {
  readonly stack: Stack;
  readonly template: JsonObject;
  /** The file the template was read from; undefined when it was rendered in memory. */
  readonly templatePath?: string;
  readonly failures: readonly RenderFailure[];
}

/** Where synthesis writes the template of a stack, nested and Service Catalog ones included; undefined outside of any Stage. */
export function templatePathOf(stack: Stack): string | undefined {
  const stage = Stage.of(stack);
  return stage === undefined ? undefined : path.resolve(stage.outdir, stack.templateFile);
}

/** From the file of the finished assembly, and from the constructs only where the synthesizer of the stack wrote none. */
export function synthesizedStack(stack: Stack): RenderedStack {
  const templatePath = templatePathOf(stack);
  if (templatePath === undefined || !fs.existsSync(templatePath)) return renderedStack(stack);
  return { stack, template: readTemplateFile(templatePath), templatePath, failures: [] };
}

/**
 * From the constructs as they are now. References to other stacks are resolved only by synthesis itself, so before it they
 * still look like references inside the stack.
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

/** What one construct puts into the template of its stack, overrides included and as JSON. Throws what the construct throws. */
export function renderedElement(element: CfnElement): JsonObject {
  const rendered: unknown = Stack.of(element).resolve(element._toCloudFormation());
  return isObject(rendered) ? JSON.parse(JSON.stringify(rendered)) as JsonObject : {};
}

/** The elements of a stack, in tree order, without those of stacks below it. */
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
