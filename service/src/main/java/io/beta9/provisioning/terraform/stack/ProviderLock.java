package io.beta9.provisioning.terraform.stack;

import io.beta9.provisioning.terraform.process.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider lock file of a stack directory. Terraform's is part of the module. OpenTofu builds
 * the providers itself, so their hashes differ: it has a lock file of its own, which is either
 * configured or recorded at its first init on this host and binding from then on.
 */
public final class ProviderLock {
  private static final Logger log = LoggerFactory.getLogger(ProviderLock.class);
  private static final Pattern VERSION = Pattern.compile("(?m)^  version += \"([0-9.]+)\"");

  /** Files of this name replace what other files of the module declare. */
  private static final String OVERRIDE = "versions_override.tf.json";

  private static final Pattern PROVIDER = Pattern.compile("(?m)^provider \"([^\"]*)\"");

  private final StackDirectory stack;
  private final Optional<Path> configured;

  /**
   * @param configured the lock file that replaces that of the module, for either tool
   */
  public ProviderLock(StackDirectory stack, Optional<Path> configured) {
    this.stack = stack;
    this.configured = configured;
  }

  /**
   * Puts the lock file of the tool in place.
   *
   * @return whether there is one; then init must not change it
   */
  public boolean install(boolean openTofu) {
    Path lock = file();
    try {
      if (configured.isPresent()) {
        stack.write(StackDirectory.PROVIDER_LOCK, Files.readString(configured.get()));
      } else if (openTofu && Files.exists(recorded())) {
        stack.write(StackDirectory.PROVIDER_LOCK, Files.readString(recorded()));
      } else if (openTofu) {
        Files.deleteIfExists(lock);
        pinTestedVersion();
      }
      return Files.exists(lock);
    } catch (IOException e) {
      throw new UncheckedIOException("the provider lock file cannot be installed", e);
    }
  }

  /**
   * Restricts the module, which allows several versions, to the one of its lock file: without a
   * lock file of its own, OpenTofu would install the newest.
   */
  private void pinTestedVersion() throws IOException {
    byte[] module = ModuleFiles.read().get(StackDirectory.PROVIDER_LOCK);
    if (module == null) {
      throw new IllegalStateException("the module has no lock file");
    }
    Matcher version = VERSION.matcher(new String(module, StandardCharsets.UTF_8));
    if (!version.find()) {
      throw new IllegalStateException("the lock file of the module contains no version");
    }
    PrivateFiles.write(
        stack.path().resolve(OVERRIDE),
        """
        {"terraform": {"required_providers":
          {"aws": {"source": "hashicorp/aws", "version": "%s"}}}}
        """
            .formatted(version.group(1))
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Records what OpenTofu has verified at its first init, for all stacks of this host. */
  public void record() {
    try {
      Optional<byte[]> verified = PrivateFiles.readUntrusted(file());
      if (verified.isEmpty() || Files.exists(recorded())) {
        return;
      }
      String content = new String(verified.get(), StandardCharsets.UTF_8);
      List<String> providers =
          PROVIDER.matcher(content).results().map(match -> match.group(1)).toList();
      if (!providers.isEmpty() && ModuleProviders.addresses().containsAll(providers)) {
        PrivateFiles.write(recorded(), content.getBytes(StandardCharsets.UTF_8));
        log.info(
            "Recorded the provider packages of OpenTofu in {}; others are rejected from now on",
            recorded());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the provider lock file cannot be recorded", e);
    }
  }

  private Path file() {
    return stack.path().resolve(StackDirectory.PROVIDER_LOCK);
  }

  /** Another version of the provider has another file. */
  private Path recorded() throws IOException {
    Path versions = stack.path().resolve("versions.tf");
    byte[] constraints = Files.exists(versions) ? Files.readAllBytes(versions) : new byte[0];
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(constraints);
      return stack
          .base()
          .resolve(".opentofu-" + HexFormat.of().formatHex(digest).substring(0, 16) + ".lock.hcl");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
