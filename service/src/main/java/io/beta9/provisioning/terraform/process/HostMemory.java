package io.beta9.provisioning.terraform.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The memory that this process and its children may use: that of the machine, limited by the
 * cgroups of the process (version 2 or 1). Sizes are in bytes.
 */
public final class HostMemory {
  private final Path root;

  /**
   * @param root the directory that contains {@code proc} and {@code sys}
   */
  public HostMemory(Path root) {
    this.root = root;
  }

  /** Returns the memory of this host. */
  public static HostMemory ofThisHost() {
    return new HostMemory(Path.of("/"));
  }

  /** The files of one cgroup version. */
  private record MemoryFiles(String limit, String usage, String inactiveFiles, String events) {
    static final MemoryFiles V2 =
        new MemoryFiles("memory.max", "memory.current", "inactive_file", "memory.events");
    static final MemoryFiles V1 =
        new MemoryFiles(
            "memory.limit_in_bytes",
            "memory.usage_in_bytes",
            "total_inactive_file",
            "memory.oom_control");
  }

  private record MemoryGroup(Path directory, MemoryFiles files) {
    OptionalLong limit() {
      return number(directory.resolve(files.limit()));
    }

    /** The limit without the working set. */
    OptionalLong available() {
      OptionalLong limit = limit();
      OptionalLong workingSet = workingSet();
      return limit.isEmpty() || workingSet.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Math.max(0, limit.getAsLong() - workingSet.getAsLong()));
    }

    /** The usage without page cache that the kernel reclaims first. */
    OptionalLong workingSet() {
      OptionalLong usage = number(directory.resolve(files.usage()));
      if (usage.isEmpty()) {
        return OptionalLong.empty();
      }
      long cache = field(directory.resolve("memory.stat"), files.inactiveFiles() + " ").orElse(0);
      return OptionalLong.of(Math.max(0, usage.getAsLong() - cache));
    }
  }

  /** Returns the largest amount that can ever be available. */
  public long limit() {
    long machine = machine("MemTotal:");
    return groups().stream()
        .map(MemoryGroup::limit)
        .flatMapToLong(OptionalLong::stream)
        .reduce(machine, Math::min);
  }

  /** Returns the amount that is available now. */
  public long available() {
    long machine = machine("MemAvailable:");
    return groups().stream()
        .map(MemoryGroup::available)
        .flatMapToLong(OptionalLong::stream)
        .reduce(machine, Math::min);
  }

  /**
   * Returns the amount that the cgroup of this process uses, without page cache that the kernel
   * reclaims first: what the kubelet calls the working set. Without a memory cgroup, the amount
   * that the machine uses.
   */
  public long workingSet() {
    return groups().stream()
        .limit(1)
        .map(MemoryGroup::workingSet)
        .flatMapToLong(OptionalLong::stream)
        .findFirst()
        .orElseGet(() -> machine("MemTotal:") - machine("MemAvailable:"));
  }

  /**
   * Returns how many processes of the cgroup the kernel has killed because a memory limit was
   * reached; without a memory cgroup, how many processes of the machine. Empty if it is unknown.
   */
  public OptionalLong memoryKills() {
    return Stream.concat(
            groups().stream()
                .limit(1)
                .map(group -> group.directory().resolve(group.files().events())),
            Stream.of(root.resolve("proc/vmstat")))
        .map(file -> field(file, "oom_kill "))
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElseGet(OptionalLong::empty);
  }

  private long machine(String name) {
    return field(root.resolve("proc/meminfo"), name)
            .orElseThrow(() -> new IllegalStateException("/proc/meminfo has no " + name))
        * 1024;
  }

  /** The cgroups of this process, each of whose limits applies. */
  private List<MemoryGroup> groups() {
    List<MemoryGroup> groups = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3 && parts[1].isEmpty()) {
        addGroups(groups, root.resolve("sys/fs/cgroup"), parts[2], MemoryFiles.V2);
      } else if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
        addGroups(groups, root.resolve("sys/fs/cgroup/memory"), parts[2], MemoryFiles.V1);
      }
    }
    groups.removeIf(group -> !Files.exists(group.directory().resolve(group.files().usage())));
    return groups;
  }

  /** Adds the group and its parents. In a container, the path may be that of the host. */
  private static void addGroups(
      List<MemoryGroup> groups, Path mount, String path, MemoryFiles files) {
    Path directory = mount.resolve(path.replaceFirst("^/+", "")).normalize();
    for (Path at = directory; at != null && at.startsWith(mount); at = at.getParent()) {
      groups.add(new MemoryGroup(at, files));
    }
  }

  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .filter(line -> line.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  private static OptionalLong field(Path file, String name) {
    Pattern pattern = Pattern.compile(Pattern.quote(name) + "\\s*(\\d{1,18}).*");
    return lines(file).stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of(); // The file of another cgroup version.
    }
  }
}
