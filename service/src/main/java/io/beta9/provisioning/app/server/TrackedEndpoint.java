package io.beta9.provisioning.app.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint with the limits of a {@link ConnectionTracker} and a {@link ReadingPace}.
 * Tomcat limits the pause between two reads of a header and between two writes of a response, not
 * the time until either is complete, and has no limit per address. The deadline includes the TLS
 * handshake. A connection is closed by an error event, which Tomcat processes after any other event
 * of the connection, as it does after a timeout of its own.
 */
final class TrackedEndpoint extends NioEndpoint {
  private @Nullable ConnectionTracker<SocketChannel> tracker;
  private @Nullable Supplier<ReadingPace> pace;

  /**
   * Sets the limits before the endpoint is started.
   *
   * @param newPace creates the pace of each channel
   */
  void limit(ConnectionTracker<SocketChannel> connections, Supplier<ReadingPace> newPace) {
    this.tracker = connections;
    this.pace = newPace;
  }

  private ConnectionTracker<SocketChannel> tracker() {
    return Objects.requireNonNull(tracker);
  }

  @Override
  public void setHandler(Handler<NioChannel> handler) {
    super.setHandler(new TrackingHandler(handler));
  }

  @Override
  protected NioChannel createChannel(SocketBufferHandler buffers) {
    return PacedChannel.create(buffers, this, Objects.requireNonNull(pace));
  }

  @Override
  protected boolean setSocketOptions(SocketChannel socket) {
    if (!isAdmitted(socket)) {
      destroySocket(socket);
      return false;
    }
    boolean accepted = super.setSocketOptions(socket);
    if (!accepted) {
      tracker().closed(socket);
    }
    tracker()
        .excess()
        .map(connections::get)
        .ifPresent(excess -> super.processSocket(excess, SocketEvent.ERROR, true));
    return accepted;
  }

  private boolean isAdmitted(SocketChannel socket) {
    try {
      return socket.getRemoteAddress() instanceof InetSocketAddress client
          && tracker().open(socket, client.getAddress());
    } catch (IOException e) {
      return false; // Closed by the client in the meantime.
    }
  }

  @Override
  public boolean processSocket(
      SocketWrapperBase<NioChannel> connection, SocketEvent event, boolean dispatch) {
    boolean isOverdue = event == SocketEvent.OPEN_READ && tracker().isOverdue(channel(connection));
    return super.processSocket(connection, isOverdue ? SocketEvent.ERROR : event, dispatch);
  }

  private static SocketChannel channel(SocketWrapperBase<NioChannel> connection) {
    return connection.getSocket().getIOChannel();
  }

  /** Reports the phases of connections to the tracker. */
  private final class TrackingHandler implements Handler<NioChannel> {
    private final Handler<NioChannel> handler;

    TrackingHandler(Handler<NioChannel> handler) {
      this.handler = handler;
    }

    @Override
    public SocketState process(SocketWrapperBase<NioChannel> connection, SocketEvent event) {
      SocketChannel channel = channel(connection);
      tracker().processing(channel);
      SocketState state = SocketState.CLOSED;
      try {
        state = handler.process(connection, event);
        return state;
      } finally {
        tracker().processed(channel, state != SocketState.LONG);
        if (state != SocketState.LONG && connection.getSocket() instanceof PacedChannel paced) {
          paced.pace().restart();
        }
      }
    }

    @Override
    public void release(SocketWrapperBase<NioChannel> connection) {
      tracker().closed(channel(connection));
      handler.release(connection);
    }

    @Override
    public Object getGlobal() {
      return handler.getGlobal();
    }

    @Override
    public void pause() {
      handler.pause();
    }

    @Override
    public void recycle() {
      handler.recycle();
    }
  }
}
