using Gateway.Api.Verbs;

// Verbs come before any host or framework command line, so that their output is theirs alone.

return await VerbTable.RunAsync(args);
