package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code versions}. */
@Command(
    name = "versions",
    description = "Lists all pinned versions; with --check, also the latest releases.",
    footer = {
      "",
      "With --check, exits with 1 if a version is outdated. Queries GitHub, or the mirror in",
      "GITHUB_API_URL; a version that cannot be checked does not count as outdated.",
      "",
      "'versions digests' compares the images with their registries.",
      "",
      "Examples:",
      "  ./provisioner versions",
      "  ./provisioner versions --check -o json"
    })
public final class VersionsCommand extends BaseCommand {
  private static final String GITHUB = "https://api.github.com";

  @Option(names = "--check", description = "Query the latest releases.")
  private boolean check;

  @Mixin private OutputOption output = new OutputOption();

  public VersionsCommand(CommandContext context) {
    super(context);
  }

  /**
   * @param latest null if it is not known
   * @param unknownBecause why the latest version is not known; null if it is, or was not queried
   */
  private record CheckedVersion(
      PinnedVersion pinned,
      @Nullable String latest,
      boolean outdated,
      @Nullable String unknownBecause) {
    static CheckedVersion unchecked(PinnedVersion pinned) {
      return new CheckedVersion(pinned, null, false, null);
    }

    String verdict() {
      if (unknownBecause != null) {
        return "unknown: " + unknownBecause;
      }
      return latest == null ? "" : outdated ? "outdated" : "up to date";
    }
  }

  @Override
  public Integer call() {
    List<CheckedVersion> versions =
        check ? checkAll() : PinnedVersion.all().stream().map(CheckedVersion::unchecked).toList();
    if (output.isJson()) {
      printJson(versions);
    } else {
      printTable(versions);
    }
    return versions.stream().anyMatch(CheckedVersion::outdated) ? ExitCode.FAILED : ExitCode.DONE;
  }

  private List<CheckedVersion> checkAll() {
    URI api = URI.create(context.terminal().environment().getOrDefault("GITHUB_API_URL", GITHUB));
    List<CheckedVersion> versions = new ArrayList<>();
    try (GitHubReleases releases = new GitHubReleases(api)) {
      for (PinnedVersion pinned : PinnedVersion.all()) {
        if (pinned.repository() != null) {
          context.terminal().err().println("Checking " + pinned.name() + " ...");
        }
        versions.add(check(pinned, releases));
      }
    }
    return versions;
  }

  private static CheckedVersion check(PinnedVersion pinned, GitHubReleases releases) {
    if (pinned.repository() == null) {
      return CheckedVersion.unchecked(pinned);
    }
    try {
      String latest = releases.latest(pinned.repository(), pinned.tags());
      boolean outdated =
          !pinned.supportsNewer() && GitHubReleases.isOutdated(pinned.version(), latest);
      return new CheckedVersion(pinned, latest, outdated, null);
    } catch (UnknownReleaseException e) {
      return new CheckedVersion(pinned, null, false, e.getMessage());
    }
  }

  private void printTable(List<CheckedVersion> versions) {
    Table table =
        check
            ? new Table("NAME", "PINNED", "LATEST", "", "PINNED IN")
            : new Table("NAME", "PINNED", "PINNED IN");
    for (CheckedVersion checked : versions) {
      PinnedVersion pinned = checked.pinned();
      String version = (pinned.supportsNewer() ? "≥ " : "") + pinned.version();
      if (check) {
        String latest = Objects.requireNonNullElse(checked.latest(), "");
        table.row(pinned.name(), version, latest, checked.verdict(), pinned.pinnedIn());
      } else {
        table.row(pinned.name(), version, pinned.pinnedIn());
      }
    }
    table.print(out());
    if (check) {
      long outdated = versions.stream().filter(CheckedVersion::outdated).count();
      out()
          .println(
              outdated == 0
                  ? "No version is known to be outdated."
                  : outdated
                      + " outdated. Change each in the file that pins it, and in versions.json; of"
                      + " an image, also remove the digest.");
    }
  }

  private void printJson(List<CheckedVersion> versions) {
    List<JsonElement> items = new ArrayList<>();
    for (CheckedVersion checked : versions) {
      JsonObject item = new JsonObject();
      item.addProperty("name", checked.pinned().name());
      item.addProperty("version", checked.pinned().version());
      item.addProperty("digest", checked.pinned().digest());
      item.addProperty("pinned_in", checked.pinned().pinnedIn());
      if (check) {
        item.addProperty("latest", checked.latest());
        item.addProperty("behind", checked.outdated());
        item.addProperty("unknown", checked.unknownBecause());
      }
      items.add(item);
    }
    context.printJson(Json.items(items));
  }
}
