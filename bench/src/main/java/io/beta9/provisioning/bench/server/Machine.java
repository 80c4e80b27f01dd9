package io.beta9.provisioning.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine that a benchmark runs on. */
public final class Machine {
  private Machine() {}

  /** Returns the processor, memory, kernel, JDK, load and time, for the report. */
  public static Map<String, Object> describe() throws IOException {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("processor", field(Path.of("/proc/cpuinfo"), "model name"));
    machine.put("memory", field(Path.of("/proc/meminfo"), "MemTotal"));
    machine.put("kernel", System.getProperty("os.version"));
    machine.put("jdk", System.getProperty("java.vm.version"));
    machine.put("load_average", loadAverage());
    return machine;
  }

  /** Returns the load average of the last minute. */
  public static String loadAverage() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", -1)[0];
  }

  /** Returns the resident memory of a process. */
  public static long residentMebibytes(long pid) throws IOException {
    return Long.parseLong(field(Path.of("/proc/" + pid + "/status"), "VmRSS").split(" ", -1)[0])
        / 1024;
  }

  /** Returns the highest resident memory that a process has had so far. */
  public static long peakResidentMebibytes(long pid) throws IOException {
    return Long.parseLong(field(Path.of("/proc/" + pid + "/status"), "VmHWM").split(" ", -1)[0])
        / 1024;
  }

  private static String field(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
