/**
 * The fixes for the findings of an app, as code in the language of the app where the app itself creates the role.
 */
import { IConstruct } from 'constructs';
import { Acknowledgement } from './acknowledgement';
import { languageOfApp } from './language-of-app';
import type { AuditSettings, JudgedFinding } from '../../assessment/assess';
import { CdkCode, Fix } from '../../findings/fix';
import { codeOfDeclarations } from '../../remedies/code/declarations-code';
import { codeOfTrustPolicy } from '../../remedies/code/trust-policy-code';
import { editableDocument } from '../../remedies/draft-policy';
import { applyEdits } from '../../remedies/json-edit';
import { RemediesOfRoles } from '../../remedies/remedies-of-roles';
import { secureRoleInstead } from '../../remedies/secure-role-instead';
import { RoleInTree } from '../construct-tree/find-roles';

type JudgedByGuard = JudgedFinding<Acknowledgement>;

/** A failing build can wait a few seconds, not minutes. */
const MOST_POLICIES = 25;

export class FixesOfApp {
  private readonly remedies: RemediesOfRoles;

  constructor(settings: AuditSettings, private readonly language = languageOfApp(process.env)) {
    this.remedies = new RemediesOfRoles(settings, MOST_POLICIES);
  }

  /** The same findings with their fixes. Those that are accepted, and those for information, are left as they are. */
  public addTo(findings: readonly JudgedByGuard[], role: RoleInTree): readonly JudgedByGuard[] {
    return findings.map((judged) => (isToBeFixed(judged) ? this.withFixes(judged, role) : judged));
  }

  private withFixes(judged: JudgedByGuard, role: RoleInTree): JudgedByGuard {
    const { fixes, noFix } = this.remedies.for(judged, role);
    const inCode = fixes.map((fix) => this.withCode(fix, role));
    const instead = isCreatedByApp(role) ? secureRoleInstead(fixes, judged, role, this.remedies, this.language) : undefined;
    const all = instead ? [...inCode, instead] : inCode;
    return { ...judged, finding: { ...judged.finding, fixes: all, ...noFix !== undefined && { noFix } } };
  }

  private withCode(fix: Fix, role: RoleInTree): Fix {
    const code = [
      ...fix.edits.length === 0 ? [] : [this.codeOfRole(fix, role)],
      ...fix.config ? [codeOfDeclarations(fix.config, this.language)] : [],
    ];
    if (code.some((each) => each === undefined)) return fix;
    const text = (code as readonly CdkCode[]).map((each) => each.code).join('\n');
    return { ...fix, cdk: { language: this.language, code: text } };
  }

  /** Undefined where the app does not create the role with `iam.Role`, or where no code renders exactly the document. */
  private codeOfRole({ edits }: Fix, role: RoleInTree): CdkCode | undefined {
    return isCreatedByApp(role) ? codeOfTrustPolicy(applyEdits(editableDocument(role.document), edits), this.language) : undefined;
  }
}

/** Not by another construct, and not in a template that the app includes. */
function isCreatedByApp({ node, inside }: RoleInTree): boolean {
  return inside === undefined && isRoleOfApp(node);
}

function isToBeFixed({ finding, acknowledgement }: JudgedByGuard): boolean {
  return acknowledgement === undefined && finding.level !== 'info';
}

const ROLE = 'aws-cdk-lib.aws_iam.Role';
/** Scopes of the CDK in which the app itself creates constructs. */
const SCOPES_OF_APP: ReadonlySet<string> = new Set([
  'aws-cdk-lib.Stack',
  'aws-cdk-lib.NestedStack',
  'aws-cdk-lib.Stage',
  'aws-cdk-lib.App',
]);

/** A role that another CDK construct creates has no `assumedBy` that the app could change. */
function isRoleOfApp({ node: { scope: role } }: IConstruct): boolean {
  if (!role || typeNameOf(role) !== ROLE) return false;
  const type = role.node.scope && typeNameOf(role.node.scope);
  return type === undefined || !type.startsWith('aws-cdk-lib.') || SCOPES_OF_APP.has(type);
}

/** The name that jsii gives to the class of the construct, or to the nearest class above it that a library exports. */
function typeNameOf(construct: IConstruct): string | undefined {
  const information = (construct.constructor as unknown as Record<symbol, { readonly fqn?: string } | undefined>)[Symbol.for('jsii.rtti')];
  return information?.fqn;
}
