/** .NET: sources, which are compiled if there is a .NET SDK. There is no example app, because it could not be run here. */
'use strict';

const path = require('node:path');
const { placeProgram } = require('./generated-code');
const { isOnMachine } = require('./workplace');

module.exports = {
  name: 'dotnet',
  title: 'C#',
  missing: () => undefined,

  async build(workplace) {
    const sources = await workplace.pacmak('dotnet', '--code-only');
    if (!isOnMachine('dotnet', '--version')) return 'sources are generated, and not compiled: no .NET SDK is on this machine';
    placeProgram(path.join(sources, 'CdkSecureTrust'), 'csharp', workplace.consumer);
    await workplace.run('dotnet build', 'dotnet', ['build', path.join(sources, 'CdkSecureTrust', 'CdkSecureTrust.csproj')]);
    return 'sources are generated and compile';
  },
};
