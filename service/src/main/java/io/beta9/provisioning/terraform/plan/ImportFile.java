package io.beta9.provisioning.terraform.plan;

import io.beta9.provisioning.terraform.stack.StackDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/** The file of import blocks in a stack directory, which exists for one plan and its apply. */
public final class ImportFile {
  public static final String FILE = "adopted.tf";

  private final StackDirectory stack;

  public ImportFile(StackDirectory stack) {
    this.stack = stack;
  }

  /** Replaces the import blocks of the next plan. Ids are written as literals. */
  public void write(List<ImportBlock> blocks) {
    if (blocks.isEmpty()) {
      remove();
      return;
    }
    String text =
        blocks.stream()
            .map(b -> "import {\n  to = " + b.address() + "\n  id = " + quoted(b.id()) + "\n}\n")
            .collect(Collectors.joining("\n"));
    try {
      stack.write(FILE, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void remove() {
    try {
      Files.deleteIfExists(stack.path().resolve(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String quoted(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${").replace("%{", "%%{")
        + '"';
  }
}
