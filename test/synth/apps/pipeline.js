// addStage synthesizes the Stage at once. VARIANT says where and when the guard is added.
const { App, Stack, Stage, aws_iam: iam, aws_codecommit: codecommit, pipelines } = require('aws-cdk-lib');
const { addGuard, addTo } = require('./add-guard');

const app = new App();
const stack = new Stack(app, 'Pipeline', { env: { account: '111122223333', region: 'eu-west-1' } });
const pipeline = new pipelines.CodePipeline(stack, 'Pipeline', {
  synth: new pipelines.ShellStep('Synth', {
    input: pipelines.CodePipelineSource.codeCommit(codecommit.Repository.fromRepositoryName(stack, 'Source', 'source'), 'main'),
    commands: ['npx cdk synth'],
  }),
});
const stage = (id) => {
  const made = new Stage(app, id, { env: { account: '111122223333', region: 'eu-west-1' } });
  new iam.Role(new Stack(made, 'Partner'), 'Audit', { assumedBy: new iam.AccountPrincipal('444455556666') });
  return made;
};
const early = stage('Early');
const late = stage('Late');
switch (process.env.VARIANT) {
  case 'app, before addStage':
    addGuard(app);
    pipeline.addStage(early);
    pipeline.addStage(late);
    break;
  case 'app, after addStage':
    pipeline.addStage(early);
    pipeline.addStage(late);
    addGuard(app);
    break;
  case 'the Stages, one of them too late': {
    const guard = addGuard(early);
    pipeline.addStage(early);
    pipeline.addStage(late);
    addTo(guard, late);
    break;
  }
}
app.synth();
