package io.beta9.provisioning.helmrunner;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The real Helm library in this process instead of a process of its own for each call, whose start
 * takes most of the time of a call. The callers still start a process: a script that passes the
 * name of its request file on.
 */
public final class InProcessHelm implements AutoCloseable {
  private final ServerSocket server;
  private final Path executable;

  public InProcessHelm(Path folder) {
    Main.loadHelm();
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      executable = folder.resolve("helm-" + server.getLocalPort());
      Files.writeString(
          executable,
          """
          #!/bin/bash
          exec 3<>/dev/tcp/127.0.0.1/%d
          echo "${@: -1}" >&3
          read -r exit <&3
          read -r response <&3
          echo "$response"
          exit "$exit"
          """
              .formatted(server.getLocalPort()));
      Files.setPosixFilePermissions(executable, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().name("helm").start(this::accept);
  }

  /** Returns what takes the place of the Java executable. */
  public Path executable() {
    return executable;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket call = server.accept();
        Thread.ofPlatform().daemon().name("helm-call").start(() -> serve(call));
      } catch (IOException e) {
        // Closed.
        return;
      }
    }
  }

  private static void serve(Socket call) {
    try (call;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(call.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new OutputStreamWriter(call.getOutputStream(), StandardCharsets.UTF_8)) {
      Response response = response(Path.of(in.readLine()));
      out.write(response.exitCode() + "\n" + response.json() + "\n");
    } catch (IOException e) {
      // The caller has ended.
      throw new UncheckedIOException(e);
    }
  }

  private static Response response(Path request) {
    try {
      return new HelmInvocation(Request.read(request)).run();
    } catch (InvalidRequestException e) {
      return new Response.Failed(ErrorKind.REQUEST, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
