package io.beta9.provisioning.worker.admission;

import java.util.Locale;

/** Formats sizes for messages in the units of the settings: {@code 1.5 GB}; 1 GB is 1024 MB. */
public final class SizeText {
  private static final long MB = 1024 * 1024;
  private static final long GB = 1024 * MB;

  private SizeText() {}

  public static String of(long bytes) {
    return bytes >= GB
        ? String.format(Locale.ROOT, "%.1f GB", bytes / (double) GB)
        : String.format(Locale.ROOT, "%d MB", bytes / MB);
  }
}
