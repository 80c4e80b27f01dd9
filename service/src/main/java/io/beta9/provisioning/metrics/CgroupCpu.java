package io.beta9.provisioning.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * CPU of this process's control group, with its children (Terraform, Helm): version 2 or, where the
 * kernel mounts separate hierarchies, version 1 (docs.kernel.org/admin-guide/cgroup-v2.html).
 *
 * <p>A limit can be set on any ancestor; the lowest one applies. Without a limit, the processors of
 * the machine are the limit.
 */
public final class CgroupCpu {
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final Path root;
  private final Path mount;
  private final boolean version2;
  private final int processors;

  /**
   * @param root the directory that contains {@code proc} and {@code sys}
   * @param processors the processors of the machine
   */
  public CgroupCpu(Path root, int processors) {
    this.root = root;
    this.mount = root.resolve("sys/fs/cgroup");
    this.version2 = Files.exists(mount.resolve("cgroup.controllers"));
    this.processors = processors;
  }

  /** Returns the CPU of this process. */
  public static CgroupCpu ofThisProcess() {
    return new CgroupCpu(Path.of("/"), Runtime.getRuntime().availableProcessors());
  }

  /** Returns the limit in processors; may be a fraction. */
  public double limitCores() {
    double lowest = processors;
    for (Path directory : directories("cpu")) {
      lowest = Math.min(lowest, version2 ? quota2(directory) : quota1(directory));
    }
    return lowest;
  }

  /** Returns the time used since the group was created, in seconds; NaN if it is unknown. */
  public double usageSeconds() {
    if (version2) {
      OptionalLong micros = field(directories("cpu").getFirst().resolve("cpu.stat"), "usage_usec");
      return micros.isPresent() ? micros.getAsLong() / MICROS_PER_SECOND : Double.NaN;
    }
    OptionalLong nanos = number(directories("cpuacct").getFirst().resolve("cpuacct.usage"));
    return nanos.isPresent() ? nanos.getAsLong() / NANOS_PER_SECOND : Double.NaN;
  }

  /** Returns how long the limit prevented the group from running, in seconds. */
  public double throttledSeconds() {
    Path stat = directories("cpu").getFirst().resolve("cpu.stat");
    return version2
        ? field(stat, "throttled_usec").orElse(0) / MICROS_PER_SECOND
        : field(stat, "throttled_time").orElse(0) / NANOS_PER_SECOND;
  }

  private static double quota2(Path directory) {
    String[] parts = SPACE.split(read(directory.resolve("cpu.max")), 0);
    return parts.length == 2 && isNumber(parts[0]) && isNumber(parts[1])
        ? Double.parseDouble(parts[0]) / Double.parseDouble(parts[1])
        : Double.POSITIVE_INFINITY;
  }

  private static double quota1(Path directory) {
    OptionalLong quota = number(directory.resolve("cpu.cfs_quota_us"));
    OptionalLong period = number(directory.resolve("cpu.cfs_period_us"));
    return quota.isPresent() && period.isPresent()
        ? (double) quota.getAsLong() / period.getAsLong()
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns the group's directory and those of its ancestors, nearest first; at least the mount.
   */
  private List<Path> directories(String controller) {
    Path top = version2 ? mount : mount.resolve(controller);
    List<Path> directories = new ArrayList<>();
    Path directory = top.resolve(relativePath(controller)).normalize();
    while (directory != null && directory.startsWith(top) && !directory.equals(top)) {
      // A container sees its own group as the top, but may see the path of the host.
      if (Files.isDirectory(directory)) {
        directories.add(directory);
      }
      directory = directory.getParent();
    }
    directories.add(top);
    return directories;
  }

  private String relativePath(String controller) {
    for (String line : read(root.resolve("proc/self/cgroup")).split("\n", -1)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && (version2
              ? parts[1].isEmpty()
              : List.of(parts[1].split(",", -1)).contains(controller))) {
        return parts[2].replaceFirst("^/+", "");
      }
    }
    return "";
  }

  private static OptionalLong number(Path file) {
    String text = read(file);
    return isNumber(text) ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static OptionalLong field(Path file, String name) {
    for (String line : read(file).split("\n", -1)) {
      String[] parts = SPACE.split(line, 0);
      if (parts.length >= 2 && parts[0].equals(name) && isNumber(parts[1])) {
        return OptionalLong.of(Long.parseLong(parts[1]));
      }
    }
    return OptionalLong.empty();
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // The controller is not enabled, or this is not Linux.
    }
  }
}
