# Writes a project of flows into a folder: awk -v flows=1000 -v steps=10 -v folder=FOLDER -f flows.awk
# Each flow shares a member under a lock, passes results on, awaits and logs: bodies of the size that people write.
BEGIN {
  for (f = 0; f < flows; f++) {
    file = folder "/Flow" f ".cs"
    printf "using AsyncFlow;\n\nnamespace Flows;\n\n[Flow]\npublic sealed partial class Flow%d(HttpClient http)\n{\n", f > file
    print "    private readonly FlowLock _log = new();\n    private readonly List<string> _lines = [];\n" > file
    for (s = 0; s < steps; s++) {
      upstream = s < 2 ? "" : sprintf("(nameof(Step%d))", s - 2)
      parameter = s == 0 ? "" : sprintf("[From(nameof(Step%d))] int value, ", s - 1)
      printf "    [Step%s, WithLock(nameof(_log))%s]\n", s % 3 == 2 ? upstream : "", s == steps - 1 ? ", Output" : "" > file
      printf "    private async Task<int> Step%d(%sCancellationToken cancellationToken)\n    {\n", s, parameter > file
      print "        string text = await http.GetStringAsync(new Uri(\"http://localhost/\"), cancellationToken);" > file
      print "        foreach (string line in text.Split('\\n'))\n        {\n            if (line.Length > 10)\n            {\n                _lines.Add(line.Trim());\n            }\n        }\n" > file
      printf "        await Task.Delay(1, cancellationToken);\n        return Add(%s);\n    }\n\n", s == 0 ? "1" : "value" > file
    }
    print "    private int Add(int value) => value + _lines.Count;\n}" > file
    close(file)
  }
}
