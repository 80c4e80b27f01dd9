package io.beta9.provisioning.cloudsim.kubernetes.api;

import io.beta9.provisioning.cloudsim.kubernetes.http.HttpConnection;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpRequest;
import io.beta9.provisioning.cloudsim.kubernetes.http.HttpResponse;
import io.beta9.provisioning.cloudsim.kubernetes.http.WebSocket;
import io.beta9.provisioning.cloudsim.kubernetes.node.PodPrograms;
import io.beta9.provisioning.cloudsim.kubernetes.store.ApiException;
import io.beta9.provisioning.cloudsim.kubernetes.store.Json;
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
 * Forwards a port of a pod over a WebSocket. The first byte of each message is the channel (data or
 * error); the first message on each channel contains the port.
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

  void serve(ObjectNode pod, HttpRequest request, HttpResponse response) throws IOException {
    if (!request.isWebSocketUpgrade()) {
      throw ApiException.badRequest("unable to upgrade: only WebSockets are supported");
    }
    int port;
    try {
      port = Integer.parseInt(request.parameter("ports").orElse(""));
    } catch (NumberFormatException e) {
      throw ApiException.badRequest("exactly one port is required");
    }
    if (!Json.text(pod, "status.phase").equals("Running")) {
      throw ApiException.badRequest(
          "unable to forward port because pod is not running. Current status="
              + Json.text(pod, "status.phase"));
    }
    try (WebSocket socket = response.upgrade(request, PROTOCOLS)) {
      byte[] portBytes = {(byte) port, (byte) (port >> 8)};
      socket.send(frame(DATA, portBytes, 0, 2));
      socket.send(frame(ERROR, portBytes, 0, 2));
      Optional<HttpConnection.Handler> handler = programs.findListener(pod, port);
      if (handler.isEmpty()) {
        byte[] refused =
            ("an error occurred forwarding " + port + ": connection refused")
                .getBytes(StandardCharsets.UTF_8);
        socket.send(frame(ERROR, refused, 0, refused.length));
        return;
      }
      relay(socket, handler.get());
    }
  }

  private static void relay(WebSocket socket, HttpConnection.Handler handler) throws IOException {
    try (PipedOutputStream output = new PipedOutputStream()) {
      PipedInputStream input = new PipedInputStream(output, 64 * 1024);
      HttpConnection connection = new HttpConnection(input, new DataChannelOutput(socket), handler);
      Thread.ofVirtual()
          .start(
              () -> {
                // The end of a program's connection ends the forwarded one, however it ended.
                try (input;
                    socket) {
                  connection.serve();
                } catch (IOException e) {
                  log.debug("Forwarded connection closed: {}", e.toString());
                }
              });
      for (Optional<byte[]> message = socket.receive();
          message.isPresent();
          message = socket.receive()) {
        byte[] bytes = message.get();
        if (bytes.length > 1 && bytes[0] == DATA) {
          output.write(bytes, 1, bytes.length - 1);
          output.flush();
        }
      }
    }
  }

  private static byte[] frame(int channel, byte[] bytes, int offset, int length) {
    byte[] message = new byte[length + 1];
    message[0] = (byte) channel;
    System.arraycopy(bytes, offset, message, 1, length);
    return message;
  }

  private static final class DataChannelOutput extends OutputStream {
    private final WebSocket socket;

    DataChannelOutput(WebSocket socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      socket.send(frame(DATA, Arrays.copyOfRange(bytes, offset, offset + length), 0, length));
    }
  }
}
