package io.beta9.provisioning.app.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A channel whose writes fail once its client reads too slowly. Tomcat reuses channels. */
sealed interface PacedChannel {
  ReadingPace pace();

  private static int checked(NioChannel channel, ReadingPace pace, ByteBuffer rest, int bytes)
      throws SocketTimeoutException {
    boolean isIncomplete = rest.hasRemaining() || channel.getOutboundRemaining() > 0;
    if (!pace.wrote(Math.max(0, bytes), isIncomplete)) {
      throw new SocketTimeoutException("the client reads too slowly");
    }
    return bytes;
  }

  /** Creates a channel of an endpoint. */
  static NioChannel create(
      SocketBufferHandler buffers, NioEndpoint endpoint, Supplier<ReadingPace> pace) {
    return endpoint.isSSLEnabled()
        ? new Encrypted(buffers, endpoint, pace.get())
        : new Plain(buffers, pace.get());
  }

  final class Plain extends NioChannel implements PacedChannel {
    private final ReadingPace pace;

    private Plain(SocketBufferHandler buffers, ReadingPace pace) {
      super(buffers);
      this.pace = pace;
    }

    @Override
    public ReadingPace pace() {
      return pace;
    }

    @Override
    public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper connection)
        throws IOException {
      pace.restart();
      super.reset(channel, connection);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return checked(this, pace, source, super.write(source));
    }
  }

  final class Encrypted extends SecureNioChannel implements PacedChannel {
    private final ReadingPace pace;

    private Encrypted(SocketBufferHandler buffers, NioEndpoint endpoint, ReadingPace pace) {
      super(buffers, endpoint);
      this.pace = pace;
    }

    @Override
    public ReadingPace pace() {
      return pace;
    }

    @Override
    public void reset(SocketChannel channel, NioEndpoint.NioSocketWrapper connection)
        throws IOException {
      pace.restart();
      super.reset(channel, connection);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return checked(this, pace, source, super.write(source));
    }
  }
}
