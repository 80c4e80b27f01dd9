package io.beta9.provisioning.cloudsim.kubernetes.http;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/** The server side of a WebSocket connection (RFC 6455) that sends binary messages. */
public final class WebSocket implements Closeable {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final DataInputStream in;
  private final OutputStream out;
  private boolean closed;

  WebSocket(InputStream in, OutputStream out) {
    this.in = new DataInputStream(in);
    this.out = out;
  }

  /** Returns the next message, or empty if the client has closed the connection. */
  public Optional<byte[]> receive() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      int first = in.read();
      if (first < 0) {
        return Optional.empty();
      }
      byte[] payload = readPayload(in.readUnsignedByte());
      switch (first & 0x0f) {
        case CONTINUATION, TEXT, BINARY -> {
          message.write(payload);
          if ((first & 0x80) != 0) {
            return Optional.of(message.toByteArray());
          }
        }
        case PING -> sendFrame(PONG, payload);
        case CLOSE -> {
          close();
          return Optional.empty();
        }
        default -> {
          // Pongs and unknown frames require no response.
        }
      }
    }
  }

  public void send(byte[] message) throws IOException {
    sendFrame(BINARY, message);
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      sendFrame(CLOSE, new byte[] {0x03, (byte) 0xe8});
      closed = true;
    }
  }

  private byte[] readPayload(int lengthByte) throws IOException {
    long length = lengthByte & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = (lengthByte & 0x80) == 0 ? new byte[4] : in.readNBytes(4);
    byte[] payload = in.readNBytes(Math.toIntExact(length));
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private synchronized void sendFrame(int opcode, byte[] payload) throws IOException {
    if (closed) {
      return;
    }
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 10);
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 0x10000) {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.write(payload);
    out.write(frame.toByteArray());
    out.flush();
  }

  static String acceptKey(String key) {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is not available", e);
    }
  }
}
