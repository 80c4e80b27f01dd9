package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTPS server on the loopback address, with one virtual thread per connection. */
public final class HttpsServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpsServer.class);

  private final ServerSocket listener;
  private final BooleanSupplier reachable;
  private final HttpConnection.Handler handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  private HttpsServer(
      ServerSocket listener, BooleanSupplier reachable, HttpConnection.Handler handler) {
    this.listener = listener;
    this.reachable = reachable;
    this.handler = handler;
  }

  /**
   * Starts a server.
   *
   * @param port the preferred port, or 0 for any; if it is in use, a free port is chosen
   * @param reachable whether a connection is accepted; otherwise it is closed
   */
  public static HttpsServer start(
      TlsIdentity identity, int port, BooleanSupplier reachable, HttpConnection.Handler handler)
      throws IOException {
    ServerSocket socket = identity.serverContext().getServerSocketFactory().createServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
    } catch (BindException e) {
      socket.close();
      if (port == 0) {
        throw e;
      }
      return start(identity, 0, reachable, handler);
    }
    HttpsServer server = new HttpsServer(socket, reachable, handler);
    Thread.ofVirtual().name("kubernetes-" + server.port()).start(server::acceptConnections);
    return server;
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void acceptConnections() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        connections.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!closed) {
          log.warn("A simulated API server failed to accept a connection", e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (!reachable.getAsBoolean()) {
        return;
      }
      socket.setTcpNoDelay(true);
      new HttpConnection(socket.getInputStream(), socket.getOutputStream(), handler).serve();
    } catch (IOException e) {
      // Clients may disconnect at any time; a watch always ends this way.
      log.debug("Connection closed: {}", e.toString());
    } finally {
      connections.remove(socket);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    connections.forEach(HttpsServer::closeQuietly);
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) { // declared by AutoCloseable; the server is shutting down
      log.debug("Failed to close a socket", e);
    }
  }
}
