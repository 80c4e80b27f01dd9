package io.beta9.provisioning.cli;

import io.beta9.provisioning.apimodel.ExitCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = "Lists every version that is pinned; with --check, which of them are behind.",
    footer = {
      "",
      "With --check it ends with 1 where something is behind. GitHub is asked; GITHUB_API_URL"
          + " names",
      "a mirror. What could not be asked is said, and counts as nothing.",
      "",
      "Examples:",
      "  provisioner versions",
      "  provisioner versions --check -o json"
    })
final class VersionsCommand implements Callable<Integer> {
  private static final String GITHUB = "https://api.github.com";

  private final ApiCommand session;

  @Option(names = "--check", description = "Ask which newer releases there are.")
  boolean check;

  @Mixin OutputOption output = new OutputOption();

  VersionsCommand(ApiCommand session) {
    this.session = session;
  }

  private record VersionRow(
      PinnedVersion pinned, @Nullable String latest, boolean behind, @Nullable String unknown) {

    String verdict() {
      if (unknown != null) {
        return "not known: " + unknown;
      }
      return latest == null ? "" : behind ? "behind" : "up to date";
    }
  }

  @Override
  public Integer call() {
    List<VersionRow> lines =
        check ? checked() : PinnedVersion.all().stream().map(this::plain).toList();
    if (output.json()) {
      json(lines);
    } else {
      table(lines);
    }
    return lines.stream().anyMatch(VersionRow::behind) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private VersionRow plain(PinnedVersion pinned) {
    return new VersionRow(pinned, null, false, null);
  }

  private List<VersionRow> checked() {
    URI api = URI.create(session.terminal().environment().getOrDefault("GITHUB_API_URL", GITHUB));
    List<VersionRow> lines = new ArrayList<>();
    try (GitHubReleases releases = new GitHubReleases(api)) {
      for (PinnedVersion pinned : PinnedVersion.all()) {
        lines.add(checked(pinned, releases));
      }
    }
    return lines;
  }

  private VersionRow checked(PinnedVersion pinned, GitHubReleases releases) {
    if (pinned.repository() == null) {
      return plain(pinned);
    }
    try {
      String latest = releases.latest(pinned.repository(), pinned.tags());
      boolean behind = !pinned.newerWillDo() && GitHubReleases.isBehind(pinned.version(), latest);
      return new VersionRow(pinned, latest, behind, null);
    } catch (GitHubReleases.UnknownException e) {
      return new VersionRow(pinned, null, false, e.getMessage());
    }
  }

  private void table(List<VersionRow> lines) {
    Table table =
        check
            ? new Table("WHAT", "PINNED", "LATEST", "", "WHERE")
            : new Table("WHAT", "PINNED", "WHERE");
    for (VersionRow line : lines) {
      PinnedVersion pinned = line.pinned();
      String version = (pinned.newerWillDo() ? "≥ " : "") + pinned.version();
      if (check) {
        String latest = line.latest() == null ? "" : line.latest();
        table.row(pinned.name(), version, latest, line.verdict(), pinned.pinnedIn());
      } else {
        table.row(pinned.name(), version, pinned.pinnedIn());
      }
    }
    table.print(session.terminal().out());
    if (check) {
      long behind = lines.stream().filter(VersionRow::behind).count();
      session
          .terminal()
          .out()
          .println(
              behind == 0
                  ? "Nothing is known to be behind."
                  : behind + " are behind: change each where it is pinned, and in versions.json.");
    }
  }

  private void json(List<VersionRow> lines) {
    ArrayNode items = JsonMapper.shared().createArrayNode();
    for (VersionRow line : lines) {
      ObjectNode item = items.addObject();
      item.put("name", line.pinned().name());
      item.put("version", line.pinned().version());
      item.put("pinned_in", line.pinned().pinnedIn());
      if (check) {
        item.put("latest", line.latest());
        item.put("behind", line.behind());
        item.put("unknown", line.unknown());
      }
    }
    session.printJson(JsonMapper.shared().createObjectNode().set("items", items));
  }
}
