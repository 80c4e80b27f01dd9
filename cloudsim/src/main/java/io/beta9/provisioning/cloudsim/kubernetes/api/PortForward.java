package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpReply;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A port of a pod, forwarded over a WebSocket: the first byte of each message says whether it is
 * data or an error, and the first message on each channel holds the port.
 */
final class PortForward {
  private static final Logger log = LoggerFactory.getLogger(PortForward.class);
  private static final List<String> PROTOCOLS = List.of("v4.channel.k8s.io");
  private static final int DATA = 0;
  private static final int ERROR = 1;

  private final PodPrograms programs;

  PortForward(PodPrograms programs) {
    this.programs = programs;
  }

  void serve(ObjectNode pod, HttpRequest request, HttpReply reply) throws IOException {
    if (!request.wantsWebSocket()) {
      throw ApiFault.badRequest("unable to upgrade: only WebSockets are spoken here");
    }
    int port;
    try {
      port = Integer.parseInt(request.parameter("ports").orElse(""));
    } catch (NumberFormatException e) {
      throw ApiFault.badRequest("one port is needed");
    }
    if (!Json.text(pod, "status.phase").equals("Running")) {
      throw ApiFault.badRequest(
          "unable to forward port because pod is not running. Current status="
              + Json.text(pod, "status.phase"));
    }
    try (WebSocket socket = reply.upgrade(request, PROTOCOLS)) {
      byte[] number = {(byte) port, (byte) (port >> 8)};
      socket.send(on(DATA, number, 0, 2));
      socket.send(on(ERROR, number, 0, 2));
      Optional<HttpConnection.Handler> handler = programs.listeningOn(pod, port);
      if (handler.isEmpty()) {
        byte[] refused =
            ("an error occurred forwarding " + port + ": connection refused")
                .getBytes(StandardCharsets.UTF_8);
        socket.send(on(ERROR, refused, 0, refused.length));
        return;
      }
      pump(socket, handler.get());
    }
  }

  private static void pump(WebSocket socket, HttpConnection.Handler handler) throws IOException {
    try (PipedOutputStream toProgram = new PipedOutputStream()) {
      PipedInputStream input = new PipedInputStream(toProgram, 64 * 1024);
      HttpConnection connection = new HttpConnection(input, new ToSocket(socket), handler);
      Thread.ofVirtual()
          .start(
              () -> {
                try (input) {
                  connection.serve();
                  socket.close();
                } catch (IOException e) {
                  log.debug("A forwarded connection ended: {}", e.toString());
                }
              });
      for (Optional<byte[]> message = socket.receive();
          message.isPresent();
          message = socket.receive()) {
        byte[] bytes = message.get();
        if (bytes.length > 1 && bytes[0] == DATA) {
          toProgram.write(bytes, 1, bytes.length - 1);
          toProgram.flush();
        }
      }
    }
  }

  private static byte[] on(int channel, byte[] bytes, int offset, int length) {
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, offset, message, 1, length);
    return message;
  }

  private static final class ToSocket extends OutputStream {
    private final WebSocket socket;

    ToSocket(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      socket.send(on(DATA, Arrays.copyOfRange(bytes, offset, offset + length), 0, length));
    }
  }
}
