package io.beta9.provisioning.devstack.servers;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Allocates TCP ports on the loopback interface. */
public final class Ports {
  private final PrintStream out;

  public Ports(PrintStream out) {
    this.out = out;
  }

  /**
   * Returns the preferred port or, if it is in use, another one, and reports the change.
   *
   * @param purpose what listens on the port, as the beginning of a sentence
   */
  public int preferredOrFree(String purpose, int preferred) {
    if (isFree(preferred)) {
      return preferred;
    }
    int free = findFree();
    out.println("Port " + preferred + " is in use; " + purpose + " listens on " + free + ".");
    return free;
  }

  /** Returns a free port. */
  public static int findFree() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on loopback", e);
    }
  }

  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
