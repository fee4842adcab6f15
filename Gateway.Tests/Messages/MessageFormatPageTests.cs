using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Gateway.Adapters.Messages;

namespace Gateway.Tests.Messages;

public sealed class MessageFormatPageTests
{
    [Fact]
    public void The_examples_of_the_page_are_valid_messages()
    {
        var examples = Regex.Matches(File.ReadAllText(Page()), "```xml\n(.*?)```", RegexOptions.Singleline);

        examples.Count.ShouldBe(2);
        foreach (Match example in examples)
            new MessageReader().Check(Samples.Bytes(example.Groups[1].Value)).ShouldBeNull();
    }

    private static string Page([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../docs/formats/message-1.0.md");
}
