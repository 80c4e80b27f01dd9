package io.beta9.provisioning.devstack.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One worker's way to the database. While it is shut nothing passes and nobody is let in. */
final class Gate implements AutoCloseable {
  private final ServerSocket door;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean shut;

  Gate(int target) {
    this.target = target;
    try {
      this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("no port for a gate", e);
    }
    Thread.ofVirtual().name("gate").start(this::letIn);
  }

  int port() {
    return door.getLocalPort();
  }

  void shut() {
    shut = true;
    open.forEach(Gate::drop);
  }

  void open() {
    shut = false;
  }

  boolean isShut() {
    return shut;
  }

  private void letIn() {
    while (!door.isClosed()) {
      try {
        Socket guest = door.accept();
        if (shut) {
          drop(guest);
        } else {
          connect(guest);
        }
      } catch (IOException e) {
        // The door was closed, or the database is away: the guest sees a broken connection.
      }
    }
  }

  private void connect(Socket guest) {
    try {
      Socket host = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(guest);
      open.add(host);
      Thread.ofVirtual().start(() -> pass(guest, host));
      Thread.ofVirtual().start(() -> pass(host, guest));
    } catch (IOException e) {
      drop(guest);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One side broke off: the other is told by the same.
    } finally {
      drop(from);
      drop(to);
      open.remove(from);
      open.remove(to);
    }
  }

  private static void drop(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shut();
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
