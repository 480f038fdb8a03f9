/** The text of an error as AWS wrote it, without what terminals, shells, logs and programs did to it. */

/** The messages of AWS are short, even inside a log or a CloudTrail record. A longer text is something else. */
export const MAX_CHARACTERS = 20_000;

/** One line, without colours, quotes, tags, frames and line breaks. */
export function cleanText(text: string): string {
  const uncoloured = text.replace(/[\u001b\u009b]\[[0-9;]*[A-Za-z]/g, '');
  const unescaped = uncoloured.replace(/\\u002[27]/g, ' ').replace(/\\[nrt]/g, '\n').replace(/&(quot|apos|#39|#34);/g, ' ')
    .replace(/<\/?[A-Z]\w*>/g, ' ');
  const unquoted = unescaped.replace(/\\?["'`“”‘’]/g, ' ').replace(/^[ \t]*[│|╷╵][ \t]?/gm, '');
  return withJoinedLines(unquoted).replace(/\s+/g, ' ').trim();
}

const WHOLE_ARN = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(user|role|assumed-role|oidc-provider|saml-provider)\/\S+$/;
const NEXT_WORD = /^(because|with|is|on|not|at|status|please|error|response)$/i;

/** A terminal may have broken a line inside an ARN, or inside the name at its end. Then only the next words of the message follow. */
function withJoinedLines(text: string): string {
  const insideArn = /(arn:\S*)[ \t]*[\r\n]+[ \t]*(\S+)/gi;
  const insideName = /(arn:\S+)[ \t]*[\r\n]+[ \t]*(\S+)(?=\s*$|\s+(?:because|with|is)\s)/gi;
  return text
    .replace(insideArn, (asIs: string, arn: string, rest: string) => (WHOLE_ARN.test(arn) ? asIs : `${arn}${rest}`))
    .replace(insideName, (asIs: string, arn: string, rest: string) => (NEXT_WORD.test(rest) ? asIs : `${arn}${rest}`));
}
