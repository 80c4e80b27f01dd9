package io.beta9.provisioning.worker.admission;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the memory of the Terraform processes and providers that run in stack directories of
 * this host. Memory that is backed by files is not counted, because the kernel can reclaim it.
 */
public final class TerraformMemory {
  private static final Pattern PROGRAM = Pattern.compile("(terraform|tofu).*");
  private static final Pattern ANONYMOUS = Pattern.compile("(?m)^RssAnon:\\s+(\\d{1,15}) kB$");

  private final Path processes;
  private final Path workdirBase;

  public TerraformMemory(Path workdirBase) {
    this(Path.of("/proc"), workdirBase);
  }

  TerraformMemory(Path processes, Path workdirBase) {
    this.processes = processes;
    this.workdirBase = workdirBase;
  }

  /** Returns the sum of their anonymous resident memory, in bytes. */
  public long used() {
    if (!Files.isDirectory(processes) || !Files.isDirectory(workdirBase)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(processes)) {
      Path base = workdirBase.toRealPath();
      return all.filter(process -> process.getFileName().toString().matches("\\d+"))
          .mapToLong(process -> used(process, base))
          .sum();
    } catch (IOException e) {
      return 0; // Then the whole share of each running operation is reserved.
    }
  }

  private static long used(Path process, Path base) {
    try {
      if (!PROGRAM.matcher(Files.readString(process.resolve("comm")).strip()).matches()
          || !Files.readSymbolicLink(process.resolve("cwd")).startsWith(base)) {
        return 0;
      }
      Matcher matcher = ANONYMOUS.matcher(Files.readString(process.resolve("status")));
      return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
    } catch (IOException e) {
      return 0; // The process has ended, or belongs to another user.
    }
  }
}
