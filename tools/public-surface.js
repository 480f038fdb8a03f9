/**
 * The public surface as text, one line for each name that users of any language can use, read from the jsii assembly. A test compares it
 * with `test/packed/public-surface.txt`, so that no name changes unnoticed.
 *
 *     node tools/public-surface.js > test/packed/public-surface.txt        (after `npx projen compile`)
 */
'use strict';

const path = require('node:path');
const { loadAssemblyFromPath } = require('@jsii/spec');

/** @param folder of a compiled or an installed package */
function publicSurface(folder) {
  const { name, types = {} } = loadAssemblyFromPath(folder, false);
  const own = (text) => text.replaceAll(`${name}.`, '');
  return Object.values(types)
    .sort((a, b) => (a.fqn < b.fqn ? -1 : 1))
    .flatMap((type) => [headOf(type), ...membersOf(type).sort().map((line) => `  ${line}`)])
    .map(own);
}

function headOf({ kind, fqn, abstract, datatype, base, interfaces = [] }) {
  const also = interfaces.length > 0 && `${kind === 'class' ? 'implements' : 'extends'} ${interfaces.join(', ')}`;
  return [abstract && kind === 'class' && 'abstract', datatype ? 'struct' : kind, fqn, base && `extends ${base}`, also]
    .filter(Boolean)
    .join(' ');
}

function membersOf({ initializer, methods = [], properties = [], members = [], kind }) {
  // Every member of an interface is abstract.
  const accessOf = (member) =>
    [member.static && 'static', member.protected && 'protected', member.abstract && kind === 'class' && 'abstract']
      .filter(Boolean)
      .map((word) => `${word} `)
      .join('');
  return [
    ...(initializer ? [`${accessOf(initializer)}new(${parametersOf(initializer)})`] : []),
    ...methods.map(
      (method) => `${accessOf(method)}${method.name}(${parametersOf(method)}): ${method.returns ? typed(method.returns) : 'void'}`,
    ),
    ...properties.map((property) => `${accessOf(property)}${property.immutable ? 'readonly ' : ''}${named(property)}`),
    ...members.map((member) => member.name),
  ];
}

const parametersOf = ({ parameters = [] }) => parameters.map((each) => `${each.variadic ? '...' : ''}${named(each)}`).join(', ');

const named = ({ name, optional, type }) => `${name}${optional ? '?' : ''}: ${nameOf(type)}`;

const typed = ({ optional, type }) => `${nameOf(type)}${optional ? ' | undefined' : ''}`;

function nameOf({ primitive, fqn, collection, union, intersection }) {
  if (primitive) return primitive;
  if (fqn) return fqn;
  if (collection) {
    return collection.kind === 'array' ? `Array<${nameOf(collection.elementtype)}>` : `Map<string, ${nameOf(collection.elementtype)}>`;
  }
  return (union ?? intersection).types.map(nameOf).join(union ? ' | ' : ' & ');
}

if (require.main === module) console.log(publicSurface(path.resolve(__dirname, '..')).join('\n'));

module.exports = { publicSurface };
