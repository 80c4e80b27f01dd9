package io.beta9.provisioning.bench.api;

import io.beta9.provisioning.bench.load.RequestSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads the logs of several environments as streams at the same time, from the first line. */
final class LogStreams {
  private final int port;
  private final String key;
  private final SeedData data;

  LogStreams(int port, String key, SeedData data) {
    this.port = port;
    this.key = key;
    this.data = data;
  }

  /** The time until all streams had delivered their last line. */
  record StreamsResult(int streams, long lines, double seconds) {
    Map<String, Object> report() {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("streams", streams);
      report.put("lines", lines);
      report.put("seconds", Math.round(seconds * 1000) / 1000.0);
      report.put("lines_per_second", Math.round(lines / seconds));
      return report;
    }
  }

  StreamsResult run() throws InterruptedException {
    long start = System.nanoTime();
    List<Future<Long>> streams = new ArrayList<>();
    long lines = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SeedData.ENVIRONMENTS_WITH_LOGS; i++) {
        String id = data.idWithLogs(i);
        streams.add(threads.submit(() -> read(id)));
      }
      for (Future<Long> stream : streams) {
        lines += stream.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("A log stream failed", e.getCause());
    }
    return new StreamsResult(streams.size(), lines, (System.nanoTime() - start) / 1e9);
  }

  private long read(String id) throws IOException {
    byte[] request =
        new String(
                RequestSource.get("/api/v1/environments/" + id + "/logs", key),
                StandardCharsets.US_ASCII)
            .replaceFirst("\r\n\r\n$", "\r\nAccept: text/event-stream\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    String lastLine = "id: " + data.logLines();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.getOutputStream().write(request);
      long lines = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("id: ")) {
          lines++;
        }
        if (line.equals(lastLine)) {
          return lines;
        }
      }
      throw new IOException("the stream of " + id + " ended after " + lines + " lines");
    }
  }
}
