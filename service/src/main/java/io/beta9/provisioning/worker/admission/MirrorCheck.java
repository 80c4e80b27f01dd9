package io.beta9.provisioning.worker.admission;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.terraform.stack.ProviderMirror;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Checks that the provider mirror still contains providers. */
public record MirrorCheck(Path mirror) implements LocalPreconditions.LocalCheck {

  @Override
  public Optional<Failure> failure() {
    return containsProviders()
        ? Optional.empty()
        : Optional.of(
            Failure.of(FailureCode.PROVIDER_MIRROR_MISSING)
                .with(FailureParameter.PATH, mirror.toString()));
  }

  private boolean containsProviders() {
    try {
      return ProviderMirror.at(mirror).isPresent();
    } catch (UncheckedIOException e) {
      return false; // Unreadable for this user.
    }
  }
}
