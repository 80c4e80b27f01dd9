package io.beta9.provisioning.cli.versions;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.beta9.provisioning.apimodel.ExitCode;
import io.beta9.provisioning.cli.client.CommandException;
import io.beta9.provisioning.cli.client.Json;
import io.beta9.provisioning.cli.command.BaseCommand;
import io.beta9.provisioning.cli.command.CommandContext;
import io.beta9.provisioning.cli.command.OutputOption;
import io.beta9.provisioning.cli.terminal.Table;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code versions digests}. */
@Command(
    name = "digests",
    description = "Compares the digests of the images with their registries, and pins them.",
    footer = {
      "",
      "A tag can be moved to another image; a digest cannot. With --write, every image that has no",
      "digest yet is pinned with the one of its tag, in versions.json and in the chart, in the",
      "checkout that is the current directory. A digest that is pinned is never replaced: if its"
          + " tag",
      "was moved, find out why, and remove the digest from both files first.",
      "",
      "Exits with 1 if a tag was moved. Queries the registries without credentials, or the mirror"
          + " in",
      "IMAGE_REGISTRY_URL; an image that cannot be checked does not count as moved.",
      "",
      "Examples:",
      "  ./provisioner versions digests",
      "  ./provisioner versions digests --write"
    })
public final class VersionsDigestsCommand extends BaseCommand {
  @Option(names = "--write", description = "Pin the images that have no digest yet.")
  private boolean write;

  @Mixin private OutputOption output = new OutputOption();

  public VersionsDigestsCommand(CommandContext context) {
    super(context);
  }

  @Override
  public Integer call() {
    DigestFiles files = new DigestFiles(context.terminal().directory());
    if (write && !files.exist()) {
      throw new CommandException(
          ExitCode.WRONG_USE,
          "The current directory is not a checkout of this project: change to it for --write.");
    }
    List<ImagePin> pins = comparePins(versions(files));
    if (write) {
      pins = pins.stream().map(pin -> written(pin, files)).toList();
    }
    if (output.isJson()) {
      printJson(pins);
    } else {
      printTable(pins);
    }
    boolean moved = pins.stream().anyMatch(pin -> pin.verdict() == ImagePin.Verdict.MOVED);
    return moved ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** Those of the checkout that is the current directory, otherwise the installed ones. */
  private static List<PinnedVersion> versions(DigestFiles files) {
    if (!files.exist()) {
      return PinnedVersion.all();
    }
    try {
      return files.versions();
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private List<ImagePin> comparePins(List<PinnedVersion> versions) {
    List<ImagePin> pins = new ArrayList<>();
    try (ContainerRegistries registries = new ContainerRegistries(mirror())) {
      for (PinnedVersion version : versions) {
        if (version.image() != null) {
          context.terminal().err().println("Checking " + version.name() + " ...");
          pins.add(compare(version, version.image(), registries));
        }
      }
    }
    return pins;
  }

  private static ImagePin compare(
      PinnedVersion version, String image, ContainerRegistries registries) {
    try {
      return new ImagePin(version, registries.digest(image, version.version()), null);
    } catch (UnknownDigestException e) {
      return new ImagePin(version, null, e.getMessage());
    }
  }

  private @Nullable URI mirror() {
    String address = context.terminal().environment().get("IMAGE_REGISTRY_URL");
    if (address == null || address.isEmpty()) {
      return null;
    }
    try {
      URI mirror = new URI(address);
      if (mirror.getHost() != null
          && ("https".equals(mirror.getScheme()) || "http".equals(mirror.getScheme()))) {
        return mirror;
      }
    } catch (URISyntaxException e) {
      // Reported below.
    }
    throw new CommandException(
        ExitCode.WRONG_USE,
        "IMAGE_REGISTRY_URL is not the address of a registry, such as"
            + " https://registry.example.com.");
  }

  private static ImagePin written(ImagePin pin, DigestFiles files) {
    if (pin.verdict() != ImagePin.Verdict.NOT_PINNED) {
      return pin;
    }
    String digest = Objects.requireNonNull(pin.registryDigest());
    try {
      files.pin(pin.image(), digest);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, pin.image().name() + " was not pinned: " + e.getMessage());
    }
    return new ImagePin(pin.image().withDigest(digest), digest, null);
  }

  private void printTable(List<ImagePin> pins) {
    Table table = new Table("IMAGE", "TAG", "DIGEST", "");
    for (ImagePin pin : pins) {
      PinnedVersion image = pin.image();
      String digest =
          Objects.requireNonNullElse(
              image.digest(), Objects.requireNonNullElse(pin.registryDigest(), ""));
      table.row(Objects.requireNonNull(image.image()), image.version(), digest, explained(pin));
    }
    table.print(out());
    long open = pins.stream().filter(pin -> pin.image().digest() == null).count();
    out()
        .println(
            open == 0
                ? "Every image is pinned."
                : open
                    + " of "
                    + pins.size()
                    + " are not pinned"
                    + (write ? "." : ": pin them with './provisioner versions digests --write'."));
  }

  private static String explained(ImagePin pin) {
    String verdict = pin.verdict().text();
    return switch (pin.verdict()) {
      case UNKNOWN -> verdict + ": " + pin.unknownBecause();
      case MOVED -> verdict + " to " + pin.registryDigest();
      case PINNED, NOT_PINNED -> verdict;
    };
  }

  private void printJson(List<ImagePin> pins) {
    List<JsonElement> items = new ArrayList<>();
    for (ImagePin pin : pins) {
      JsonObject item = new JsonObject();
      item.addProperty("image", pin.image().image());
      item.addProperty("tag", pin.image().version());
      item.addProperty("digest", pin.image().digest());
      item.addProperty("registry_digest", pin.registryDigest());
      item.addProperty("verdict", pin.verdict().text().replace(' ', '_'));
      item.addProperty("unknown", pin.unknownBecause());
      items.add(item);
    }
    context.printJson(Json.items(items));
  }
}
