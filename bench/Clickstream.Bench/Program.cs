using Clickstream.Bench;

// A piece of work that is measured runs in a process of its own, which is this program again.
return args is ["--work", var name, .. var arguments]
    ? await Works.RunAsync(name, arguments)
    : await BenchCommand.RunAsync(args);
