/** Apps that tests synthesize in their own process do without the CDK's check of the templates, which takes seconds. */
process.env.CDK_VALIDATION = 'false';
