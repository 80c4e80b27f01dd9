package io.beta9.provisioning.diagnosis.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A ZIP archive with text files of limited size, written as it is filled. */
final class BundleArchive implements AutoCloseable {
  static final int MAX_ENTRY_BYTES = 8 * 1024 * 1024;

  private final ZipOutputStream zip;
  private final String directory;
  private final List<String> shortened = new ArrayList<>();

  /**
   * @param directory contains all files of the archive
   */
  BundleArchive(OutputStream out, String directory) {
    this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    this.directory = directory;
  }

  /** Adds a file; of one that is too large only the end, which is the newest. */
  void add(String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MAX_ENTRY_BYTES) {
      shortened(name);
      bytes = Arrays.copyOfRange(bytes, bytes.length - MAX_ENTRY_BYTES, bytes.length);
    }
    zip.putNextEntry(new ZipEntry(directory + "/" + name));
    zip.write(bytes);
    zip.closeEntry();
  }

  /** Records that a file does not contain everything. */
  void shortened(String name) {
    if (!shortened.contains(name)) {
      shortened.add(name);
    }
  }

  List<String> shortened() {
    return List.copyOf(shortened);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
