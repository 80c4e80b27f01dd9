package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureException;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.process.ShortCommand;
import io.beta9.provisioning.terraform.process.TerraformOptions;
import io.beta9.provisioning.terraform.stack.CliConfiguration;
import io.beta9.provisioning.terraform.stack.ProviderMirror;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The executable, Terraform or OpenTofu, and the mirror of its providers. */
public final class TerraformCli {
  private static final Pattern VERSION =
      Pattern.compile("^(Terraform|OpenTofu) v(\\d+\\.\\d+\\.\\d+\\S*)", Pattern.MULTILINE);

  private final Path binary;
  private final Optional<ProviderMirror> mirror;
  private @Nullable String product;

  private TerraformCli(Path binary, Optional<ProviderMirror> mirror) {
    this.binary = binary;
    this.mirror = mirror;
  }

  /** The product, and its version, for example 1.11.4. */
  public record TerraformVersion(String product, String number) {
    /**
     * Returns whether it has write-only arguments and ephemeral values, which keep secrets out of
     * the state.
     */
    public boolean isNewEnough() {
      String[] parts = number.split("[.-]", -1);
      int major = Integer.parseInt(parts[0]);
      return major > 1 || (major == 1 && Integer.parseInt(parts[1]) >= 11);
    }
  }

  /**
   * Finds the executable: the setting, or else terraform or tofu on the PATH.
   *
   * @throws FailureException {@code terraform-not-found}
   */
  public static TerraformCli find(TerraformOptions options) {
    return new TerraformCli(findBinary(options), ProviderMirror.find(options));
  }

  /** Returns the path of the executable. */
  public Path binary() {
    return binary;
  }

  /** Returns the directory of its providers; empty for the registry. */
  public Optional<Path> mirror() {
    return mirror.map(ProviderMirror::folder);
  }

  /**
   * Returns the version that the executable reports.
   *
   * @throws FailureException {@code terraform-not-found} if it reports none
   */
  public TerraformVersion version() {
    ShortCommand.Result result =
        ShortCommand.run(
            List.of(binary.toString(), "version"),
            Path.of("/"),
            Map.of("CHECKPOINT_DISABLE", "1", "PATH", "/usr/bin:/bin"),
            Duration.ofSeconds(30));
    Matcher matcher = VERSION.matcher(result.out());
    if (!matcher.find()) {
      throw new FailureException(
          notFound(binary)
              .with(FailureParameter.FOUND, result.out().lines().findFirst().orElse("")));
    }
    return new TerraformVersion(matcher.group(1), matcher.group(2));
  }

  /**
   * Returns whether the executable is OpenTofu.
   *
   * @throws FailureException {@code terraform-not-found} if it does not report a version
   */
  public synchronized boolean isOpenTofu() {
    String known = product;
    if (known == null) {
      known = version().product();
      product = known;
    }
    return known.equals("OpenTofu");
  }

  /** Returns the content of its configuration file. */
  public String configuration() {
    return CliConfiguration.of(mirror);
  }

  private static Path findBinary(TerraformOptions options) {
    if (options.binary().isPresent()) {
      Path named = options.binary().get();
      if (Files.isExecutable(named)) {
        return named.toAbsolutePath();
      }
      throw new FailureException(notFound(named));
    }
    String path = options.environment().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    return Stream.of("terraform", "tofu")
        .flatMap(
            name ->
                Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
                    .filter(folder -> !folder.isEmpty())
                    .map(folder -> Path.of(folder, name)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(Path::toAbsolutePath)
        .orElseThrow(() -> new FailureException(notFound(null)));
  }

  private static Failure notFound(@Nullable Path named) {
    return Failure.of(FailureCode.TERRAFORM_NOT_FOUND)
        .with(FailureParameter.PATH, named == null ? null : named.toString());
  }
}
