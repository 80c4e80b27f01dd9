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

/** TCP proxy between one worker and the database. While blocked it drops all connections. */
final class DatabaseProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int databasePort;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean blocked;

  DatabaseProxy(int databasePort) {
    this.databasePort = databasePort;
    try {
      this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open a port for the database proxy", e);
    }
    Thread.ofVirtual().name("database-proxy").start(this::acceptConnections);
  }

  int port() {
    return listener.getLocalPort();
  }

  void block() {
    blocked = true;
    connections.forEach(DatabaseProxy::closeSocket);
  }

  void unblock() {
    blocked = false;
  }

  boolean isBlocked() {
    return blocked;
  }

  private void acceptConnections() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (blocked) {
          closeSocket(client);
        } else {
          connect(client);
        }
      } catch (IOException e) {
        // The listener was closed, or the database is down: the client sees a broken connection.
      }
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), databasePort);
      connections.add(client);
      connections.add(server);
      Thread.ofVirtual().start(() -> copy(client, server));
      Thread.ofVirtual().start(() -> copy(server, client));
    } catch (IOException e) {
      closeSocket(client);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[16 * 1024];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One side closed its connection; the other one is closed below.
    } finally {
      closeSocket(from);
      closeSocket(to);
      connections.remove(from);
      connections.remove(to);
    }
  }

  private static void closeSocket(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    block();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
