/** Reads one JSON document of an input. What kind it is shows while it is read; nothing in it but templates is held as a whole. */
import { addConfigItem, isConfigItem, ITEM_LISTS, readItemList, readItemOfList, refuseIncompleteResults } from './config-items';
import {
  addRoleOfIam, isRoleOfIam, OTHER_LISTS, readOtherList, readRoleList, readRoleOfList, refuseFirstPage, ROLE_LISTS,
} from './iam-output';
import { TerraformRoles } from './terraform';
import { field, isObject, JsonObject, textField } from '../../cloudformation/template';
import { isManifest } from '../cloud-assembly';
import { refuse, refuseOtherKind } from '../input-error';
import { JsonCursor } from '../json-cursor';
import { InputFile } from '../role-sink';

const EXPECTED =
  'expected a CloudFormation template, a trust policy, the output of aws iam or AWS Config, or terraform show -json; see check --help';

/** @param number of the document in its file, counted from 1 */
export function readJsonDocument(json: JsonCursor, input: InputFile, number: number): void {
  const first = json.peek();
  if (first === '[') return readList(json, input);
  if (first === '{') return new DocumentReader(json, input, number).read();
  json.skip();
  refuseUnknown(input);
}

/** What `--query` selects: roles of IAM, or items of AWS Config. */
function readList(json: JsonCursor, input: InputFile): void {
  let readItem: ((value: unknown, place: string, file: InputFile, isFirst: boolean) => void) | undefined;
  json.items((index) => {
    const value = json.value();
    readItem ??= isRoleOfIam(value) ? readRoleOfList : isConfigItem(value) || typeof value === 'string' ? readItemOfList : undefined;
    if (readItem === undefined) refuseUnknown(input);
    readItem(value, `the list[${index}]`, input, index === 0);
  });
  if (readItem === undefined) refuseUnknown(input);
}

function refuseUnknown({ file }: InputFile): never {
  refuseOtherKind(file, `is not a supported input: ${EXPECTED}`);
}

type Kind = 'iam' | 'config' | 'values' | 'plan' | 'state-file';

class DocumentReader {
  /** The members that are not read one by one. */
  private readonly members: Record<string, unknown> = {};
  private readonly kinds = new Set<Kind>();
  private readonly terraform: TerraformRoles;

  constructor(private readonly json: JsonCursor, private readonly input: InputFile, private readonly number: number) {
    this.terraform = new TerraformRoles(input);
  }

  public read(): void {
    this.json.members((key) => {
      // An element that a trust policy cannot have is still reported.
      if (this.readMember(key, this.json.peek())) this.members[key] = null;
      else this.members[key] = this.json.value();
    });
    this.finish();
  }

  private readMember(key: string, first: string | undefined): boolean {
    const { json, input } = this;
    if (first === '[') {
      if (ROLE_LISTS.includes(key)) return this.found('iam', () => readRoleList(key, json, input));
      if (ITEM_LISTS.includes(key)) return this.found('config', () => readItemList(key, json, input));
      if (key === 'resource_changes') return this.found('plan', () => this.terraform.readChanges(json));
      if (key === 'deferred_changes') return this.found('plan', () => this.terraform.readDeferredChanges(json));
      if (key === 'resources') return this.found('state-file', () => this.terraform.readStateFile(json));
    }
    if (first === '{' && (key === 'values' || key === 'planned_values')) {
      return this.found('values', () => this.terraform.readValues(json, key === 'planned_values'));
    }
    if (first === '[' && input.permissions && OTHER_LISTS.includes(key)) {
      readOtherList(key, json, input);
      return true;
    }
    if (key === 'configuration' && first === '{' && input.permissions && this.isTerraformJson) {
      this.terraform.readConfiguration(json.value());
      return true;
    }
    const saysNothing = first === '[' && OTHER_LISTS.includes(key) || this.isTerraformJson && (first === '[' || first === '{');
    if (saysNothing) json.skip();
    return saysNothing;
  }

  private found(kind: Kind, read: () => void): true {
    this.kinds.add(kind);
    read();
    return true;
  }

  private get isTerraformJson(): boolean {
    return textField(this.members, 'format_version') !== undefined;
  }

  private finish(): void {
    const { members, kinds, input: { file } } = this;
    if (kinds.has('iam') || kinds.has('config')) this.refuseIncomplete();
    else if (this.isTerraformJson) this.finishTerraformJson();
    else if (kinds.has('state-file') && textField(members, 'terraform_version') !== undefined) refuseOldState(file, members);
    else this.readWhole();
  }

  /** Several pages in one file are complete if the last one is. */
  private refuseIncomplete(): void {
    if (this.json.peek() !== undefined) return;
    if (this.kinds.has('iam')) refuseFirstPage(this.input.file, this.members);
    if (this.kinds.has('config')) refuseIncompleteResults(this.input.file, this.members);
  }

  private finishTerraformJson(): void {
    const { members, kinds } = this;
    const isStateOrPlan = kinds.size > 0 || textField(members, 'terraform_version') !== undefined || Object.keys(members).length === 1;
    if (!isStateOrPlan) refuseUnknown(this.input);
    this.terraform.finish();
    if (members.errored === true) {
      refuse(this.input.file, 'is an incomplete plan, because terraform plan ended with an error: correct the error and run it again');
    }
    if (members.complete === false) this.hides('the resources that this plan leaves out', 'another plan has to follow this one');
  }

  private hides(what: string, because: string): void {
    this.input.sink.addUnseen({ source: { file: this.input.file }, what, because });
  }

  private readWhole(): void {
    const { members, input } = this;
    const { file, account, scope, sink } = input;
    const role = [field(members, 'Role'), members].find(isRoleOfIam);
    if (role) return addRoleOfIam(role, input);
    if (isConfigItem(members)) return addConfigItem(members, 'the document', input);
    if (isTemplate(members)) {
      return sink.addTemplate({ template: members, file, scope, group: scope, account, isDeployedWhereItSays: true });
    }
    if (isTrustPolicy(members)) {
      sink.addRole({ source: { file, account, address: this.nameOfDocument() }, document: members, context: { account }, waivers: [] });
      return;
    }
    if (isManifest(members)) refuseOtherKind(file, 'is the manifest of a cloud assembly: specify the folder that contains it');
    if (textField(members, '@level') !== undefined && textField(members, '@message') !== undefined) {
      refuse(file, 'is the log of Terraform, which does not contain the roles: use the output of terraform show -json PLAN');
    }
    refuseUnknown(input);
  }

  /** Undefined if it is the only one of its file. */
  private nameOfDocument(): string | undefined {
    return this.number > 1 || this.json.peek() !== undefined ? `document ${this.number}` : undefined;
  }
}

function refuseOldState(file: string, members: JsonObject): void {
  const { version } = members;
  if (version !== 4) {
    refuse(file, `is a Terraform state of version ${JSON.stringify(version)?.slice(0, 20)}: expected version 4, or terraform show -json`);
  }
}

function isTemplate(document: unknown): document is JsonObject {
  return isObject(field(document, 'Resources'));
}

/** IAM accepts the element in one spelling only. A policy with another spelling is read and checked as well. */
function isTrustPolicy(document: unknown): boolean {
  return isObject(document) && Object.keys(document).some((key) => key.toLowerCase() === 'statement');
}
