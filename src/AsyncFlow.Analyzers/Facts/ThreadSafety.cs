using System.Collections.Immutable;
using AsyncFlow.Generator.Parsing;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>
/// What the documentation of types says about use by several threads. Projects can add to it with <c>[ThreadSafe]</c> and
/// <c>[NotThreadSafe]</c>.
/// </summary>
internal static class ThreadSafety
{
    // Types whose documentation says that an object supports one operation at a time. Derived types are included.
    private static readonly ImmutableHashSet<string> s_unsafe = ImmutableHashSet.Create(
        "Microsoft.EntityFrameworkCore.DbContext",
        "System.Data.Common.DbConnection", "System.Data.Common.DbCommand", "System.Data.Common.DbDataReader", "System.Data.Common.DbTransaction", "System.Data.Common.DbBatch",
        "System.Data.IDbConnection", "System.Data.IDbCommand", "System.Data.IDataReader", "System.Data.IDbTransaction", "System.Data.DataTable", "System.Data.DataSet",
        "System.IO.Stream", "System.IO.TextWriter", "System.IO.TextReader", "System.IO.BinaryWriter", "System.IO.BinaryReader", "System.IO.Pipelines.PipeWriter", "System.IO.Pipelines.PipeReader",
        "System.IO.Compression.ZipArchive", "System.IO.Compression.ZipArchiveEntry",
        "Microsoft.AspNetCore.Http.HttpContext", "Microsoft.AspNetCore.Http.HttpRequest", "Microsoft.AspNetCore.Http.HttpResponse", "Microsoft.AspNetCore.Http.ISession",
        "System.Random", "System.Text.Json.Utf8JsonWriter", "System.Xml.XmlWriter", "System.Xml.XmlReader", "System.Xml.XmlDocument",
        "System.Security.Cryptography.HashAlgorithm", "System.Security.Cryptography.IncrementalHash", "System.Security.Cryptography.ICryptoTransform", "System.Security.Cryptography.SymmetricAlgorithm",
        "System.Text.Encoder", "System.Text.Decoder", "System.Net.Mail.SmtpClient", "System.Diagnostics.Stopwatch", "System.Threading.PeriodicTimer");

    // Types, and whole namespaces that end with a dot, whose objects any number of threads can use.
    private static readonly ImmutableHashSet<string> s_safe = ImmutableHashSet.Create(
        "System.Type", "System.Uri", "System.Version", "System.Lazy", "System.Net.Http.HttpClient", "System.Net.Http.HttpMessageInvoker", "System.Net.Http.IHttpClientFactory", "System.TimeProvider", "System.Text.RegularExpressions.Regex",
        "System.Text.Json.JsonSerializerOptions", "System.Text.Encoding", "System.Globalization.CultureInfo", "System.Reflection.Assembly", "System.IServiceProvider", "System.Exception", "System.Buffers.ArrayPool",
        "System.Diagnostics.ActivitySource", "System.Threading.CancellationTokenSource", "System.Diagnostics.Metrics.Meter", "Microsoft.Extensions.Caching.Memory.IMemoryCache", "Microsoft.Extensions.Configuration.IConfiguration");

    private static readonly string[] s_safeNamespaces =
    [
        "System.Threading", "System.Collections.Concurrent", "System.Collections.Immutable", "System.Collections.Frozen", "System.Diagnostics.Metrics", "System.Threading.Tasks", "System.Threading.Channels",
        "Microsoft.Extensions.Logging", "Microsoft.Extensions.Options", "AsyncFlow",
    ];

    /// <summary>The type, among the type and its bases, that must not be used by several threads; null if it is not known to be unsafe.</summary>
    public static ITypeSymbol? FindUnsafe(ITypeSymbol? type)
    {
        if (type is null or { IsValueType: true } or { SpecialType: not SpecialType.None })
        {
            return null;
        }

        foreach (ITypeSymbol parent in Parents(type))
        {
            if (Has(parent, "ThreadSafeAttribute"))
            {
                return null;
            }

            if (Has(parent, "NotThreadSafeAttribute") || s_unsafe.Contains(FullName(parent)))
            {
                return parent;
            }
        }

        return null;
    }

    /// <summary>Whether the documentation, or an attribute, says that any number of threads can use an object of the type.</summary>
    public static bool IsSafe(ITypeSymbol? type) => type is null
        || type.IsValueType
        || type.TypeKind is TypeKind.Delegate or TypeKind.TypeParameter or TypeKind.Array
        || type.SpecialType is SpecialType.System_String or SpecialType.System_Object or SpecialType.System_Delegate
        || IsKnownSafe(type);

    /// <summary>Like <see cref="IsSafe"/>, only for types that say so themselves, so that nothing that they contain has to be protected.</summary>
    public static bool IsKnownSafe(ITypeSymbol? type) => type is { IsValueType: false, TypeKind: TypeKind.Class or TypeKind.Interface }
        && ((type.DeclaringSyntaxReferences.IsEmpty && s_safeNamespaces.Contains(type.ContainingNamespace?.ToDisplayString()))
            || Parents(type).Any(static parent => Has(parent, "ThreadSafeAttribute") || s_safe.Contains(FullName(parent))));

    /// <summary>What a message says about an unsafe type.</summary>
    public static string Reason(ITypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty
        ? $"the documentation of '{type.Display()}' says that it is not thread-safe (https://learn.microsoft.com/dotnet/api/{FullName(type).ToLowerInvariant()})"
        : $"'{type.Display()}' is [NotThreadSafe]";

    private static IEnumerable<ITypeSymbol> Parents(ITypeSymbol type) => type.BaseClasses().Cast<ITypeSymbol>().Prepend(type).Concat(type.Interfaces());

    private static bool Has(ITypeSymbol type, string attribute) => type.FindAttribute(attribute) is not null;

    private static string FullName(ITypeSymbol type) => type.ContainingType is null && type.ContainingNamespace is { IsGlobalNamespace: false } @namespace ? $"{@namespace.ToDisplayString()}.{type.Name}" : type.Name;
}
