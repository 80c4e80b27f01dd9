package io.beta9.provisioning.bench.queue;

import io.beta9.provisioning.bench.server.ProcessCpu;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs claimants at the same time, each with a connection of its own. */
final class ClaimRun {
  private ClaimRun() {}

  /** A claimant: claims an operation, and returns it to the end of the queue. */
  interface Claimant extends AutoCloseable {
    /** Claims an operation and returns its id. */
    String claim() throws SQLException;

    void putBack(String operation) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /** Opens the connection of a claimant. */
  interface ClaimantFactory {
    Claimant open(int number) throws SQLException;
  }

  /**
   * The result of a run.
   *
   * @param postgresMicros CPU time of PostgreSQL for a claim and the return to the queue
   */
  record ClaimResult(double perSecond, long[] sortedNanos, double postgresMicros) {
    double millis(double percentile) {
      int rank = (int) Math.ceil(percentile / 100 * sortedNanos.length);
      return Math.round(sortedNanos[Math.max(rank, 1) - 1] / 1e4) / 100.0;
    }

    Map<String, Object> report() {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("claims_per_second", Math.round(perSecond));
      report.put("p50_ms", millis(50));
      report.put("p99_ms", millis(99));
      report.put("postgresql_cpu_us", Math.round(postgresMicros));
      return report;
    }
  }

  static ClaimResult run(ClaimantFactory factory, int claimants, Duration duration, long postmaster)
      throws InterruptedException, ExecutionException, SQLException {
    List<Claimant> opened = new ArrayList<>();
    for (int i = 0; i < claimants; i++) {
      opened.add(factory.open(i));
    }
    double cpuBefore = ProcessCpu.secondsWithChildren(postmaster);
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Future<long[]>> results = new ArrayList<>();
    long[] all = {};
    try (ExecutorService threads = Executors.newFixedThreadPool(claimants)) {
      for (Claimant claimant : opened) {
        results.add(threads.submit(() -> claimUntil(claimant, end)));
      }
      for (Future<long[]> result : results) {
        long[] nanos = result.get();
        int length = all.length;
        all = Arrays.copyOf(all, length + nanos.length);
        System.arraycopy(nanos, 0, all, length, nanos.length);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = ProcessCpu.secondsWithChildren(postmaster) - cpuBefore;
    for (Claimant claimant : opened) {
      claimant.close();
    }
    Arrays.sort(all);
    return new ClaimResult(all.length / seconds, all, cpu / all.length * 1e6);
  }

  private static long[] claimUntil(Claimant claimant, long end) throws SQLException {
    long[] nanos = new long[1024];
    int count = 0;
    for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
      String operation = claimant.claim();
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, count * 2);
      }
      nanos[count++] = System.nanoTime() - before;
      claimant.putBack(operation);
    }
    return Arrays.copyOf(nanos, count);
  }
}
