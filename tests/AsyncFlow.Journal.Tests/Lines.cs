using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace AsyncFlow.Journal.Tests;

/// <summary>Lines of a journal as the documentation describes them, written without the library.</summary>
internal static class Lines
{
    public static byte[] Header(string flow) => Line($"{{\"journal\":1,\"flow\":\"{flow}\"");

    public static byte[] Result(string step, string json) => Line($"{{\"step\":\"{step}\",\"version\":1,\"result\":{json}");

    private static byte[] Line(string start) =>
        Encoding.UTF8.GetBytes($"{start},\"sum\":\"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(start)), 0, 8).ToLowerInvariant()}\"}}\n");
}

[JsonSerializable(typeof(string))]
internal sealed partial class OtherJson : JsonSerializerContext;
