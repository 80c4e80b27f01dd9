package io.beta9.provisioning.devstack;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback: the one that is wanted, or a free one, which is then said. */
public final class Ports {
  private final PrintStream out;

  Ports(PrintStream out) {
    this.out = out;
  }

  /** The wanted port, or another where it is taken. */
  int free(String what, int wanted) {
    if (isFree(wanted)) {
      return wanted;
    }
    int other = any();
    out.println("Port " + wanted + " is taken: " + what + " moves to " + other + ".");
    return other;
  }

  /** Some free port. */
  public static int any() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("no free port on loopback", e);
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
