package io.beta9.provisioning.bench.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * A command that measures something and prints the result as one JSON object on standard output.
 * Its progress is printed on standard error.
 */
public abstract class Benchmark implements Callable<Integer> {
  @Override
  public final Integer call() throws Exception {
    System.out.println(JsonMapper.shared().writeValueAsString(run()));
    return 0;
  }

  /**
   * Measures and returns the report, with the machine and its load before and after. The temporary
   * directory of the measurement is deleted unless the measurement fails.
   */
  public final Map<String, Object> run() throws Exception {
    Path folder = Files.createTempDirectory("beta9-bench-");
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("machine", Machine.describe());
    try {
      measure(folder, report);
    } catch (Exception e) {
      // Whatever the cause: logs of servers and processes are among the files.
      progress("The files of the failed measurement are in " + folder);
      throw e;
    }
    report.put("load_average_at_end", Machine.loadAverage());
    FileSystemUtils.deleteRecursively(folder);
    return report;
  }

  /**
   * Measures.
   *
   * @param folder an empty directory, for the files of servers and processes
   * @param report receives the results
   */
  protected abstract void measure(Path folder, Map<String, Object> report) throws Exception;

  protected static void progress(String message) {
    System.err.println(message);
  }
}
