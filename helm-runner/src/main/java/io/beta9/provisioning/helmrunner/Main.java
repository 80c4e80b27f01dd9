package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Carries out the Helm call of one request file, and prints one JSON object as the last line of
 * stdout.
 *
 * <p>Exit codes: 0 done, 1 Helm could not, 2 the request was wrong. A process that a signal ended
 * before Helm took notice has no last line; then the release is to be looked at.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: helm-runner REQUEST.json");
      exit(new Response.Failed(ErrorKind.REQUEST, "one argument is needed: the request file"));
      return;
    }
    Request request;
    try {
      request = Request.read(Path.of(args[0]));
    } catch (InvalidRequestException e) {
      String message = e.getMessage();
      exit(new Response.Failed(ErrorKind.REQUEST, message == null ? e.toString() : message));
      return;
    }
    try {
      loadHelm();
    } catch (IOException e) {
      exit(new Response.Failed(ErrorKind.OTHER, "the Helm library cannot be unpacked: " + e));
      return;
    }
    request.deadline().ifPresent(Main::startDeadline);
    ParentProcessMonitor.exitWithParent();
    exit(new HelmInvocation(request).run());
  }

  /** To be called once, before anything else of Helm is. */
  static void loadHelm() throws IOException {
    // Without its native jar the library would fetch one from the network at run time.
    System.setProperty("com.marcnuri.jkube-helm.skipRemoteJar", "true");
    try (NativeLibraryDirectory folder =
        NativeLibraryDirectory.open(Path.of(System.getProperty("java.io.tmpdir")))) {
      PrivateNativeLibrary.setDirectory(folder.path());
      System.setProperty("jna.tmpdir", folder.path().toString());
      Helm.version().call();
    }
  }

  private static void startDeadline(Duration deadline) {
    Thread.ofPlatform()
        .daemon()
        .name("deadline")
        .start(
            () -> {
              try {
                Thread.sleep(deadline);
              } catch (InterruptedException e) {
                return;
              }
              exit(
                  new Response.Failed(
                      ErrorKind.TIMEOUT,
                      "Helm has not answered within "
                          + deadline.toSeconds()
                          + " s; the release may be left pending"));
            });
  }

  private static synchronized void exit(Response answer) {
    PrintStream out = System.out;
    out.println(answer.json());
    out.flush();
    // Not exit(): the library's own exit hooks may wait for what Helm is still doing.
    Runtime.getRuntime().halt(answer.exitCode());
  }
}
