using Gateway.Api.Hosting;
using Gateway.Api.Verbs;

// Verbs come before any host or framework command line, so that their output is theirs alone.
return args is [var verb, ..] && VerbTable.Find(verb) is { } run
    ? await run(args[1..])
    : await Serving.RunAsync(args);
