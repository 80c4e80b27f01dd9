package io.beta9.provisioning.helmrunner;

import com.marcnuri.helm.Helm;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Executes the Helm command of one request file, and prints the response as one JSON object on the
 * last line of stdout.
 *
 * <p>Exit codes: 0 for success, 1 for a Helm error, 2 for an invalid request. If a signal
 * terminates the process before Helm handles it, there is no response, and the state of the release
 * is unknown.
 */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: helm-runner REQUEST.json");
      exit(
          new Response.Failed(
              ErrorKind.REQUEST, "exactly one argument is required: the request file"));
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
    } catch (LinkageError e) {
      exit(
          new Response.Failed(
              ErrorKind.OTHER,
              "the Helm library could not be loaded: "
                  + (e.getCause() == null ? e : e.getCause())));
      return;
    }
    request.deadline().ifPresent(Main::startDeadline);
    ParentProcessMonitor.exitWithParent();
    exit(new HelmInvocation(request).run());
  }

  /**
   * Loads the native Helm library. Must be called once, before any other use of Helm.
   *
   * @throws LinkageError if it is missing, or cannot be used on this machine
   */
  public static void loadHelm() {
    // Otherwise the library downloads its native jar at run time if it is missing.
    System.setProperty("com.marcnuri.jkube-helm.skipRemoteJar", "true");
    Helm.version().call();
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
                      "Helm did not finish within "
                          + deadline.toSeconds()
                          + " s; the release may be left in a pending status"));
            });
  }

  private static synchronized void exit(Response response) {
    PrintStream out = System.out;
    out.println(response.json());
    out.flush();
    // Not System.exit(): the library's shutdown hooks may wait for a running Helm call.
    Runtime.getRuntime().halt(response.exitCode());
  }
}
