package io.beta9.provisioning.cli.versions;

import org.jspecify.annotations.Nullable;

/**
 * An image, the digest with which it is pinned, and the one to which its tag points in its
 * registry.
 *
 * @param image the pinned image
 * @param registryDigest null if it is not known
 * @param unknownBecause why it is not known; null if it is
 */
record ImagePin(
    PinnedVersion image, @Nullable String registryDigest, @Nullable String unknownBecause) {

  /** What the registry says about a pin. */
  enum Verdict {
    PINNED("pinned"),
    NOT_PINNED("not pinned"),
    /** The tag points to other content than the one that is pinned. */
    MOVED("moved"),
    UNKNOWN("unknown");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  Verdict verdict() {
    if (registryDigest == null) {
      return Verdict.UNKNOWN;
    }
    if (image.digest() == null) {
      return Verdict.NOT_PINNED;
    }
    return image.digest().equals(registryDigest) ? Verdict.PINNED : Verdict.MOVED;
  }
}
