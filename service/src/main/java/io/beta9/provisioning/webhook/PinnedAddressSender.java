package io.beta9.provisioning.webhook;

import io.beta9.provisioning.format.DurationFormat;
import io.beta9.provisioning.network.AddressPolicy;
import io.beta9.provisioning.network.ConnectionProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests over HTTP/1.1 to the very address that was checked. The clients of the JDK resolve
 * a host by themselves, and the second answer of a name server can differ from the first. Of the
 * response only the status is read: redirects are not followed, and its text goes nowhere.
 */
final class PinnedAddressSender implements WebhookSender, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PinnedAddressSender.class);
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})( .*)?");

  /** Interim responses, such as 103, precede the final one. */
  private static final int FIRST_FINAL_STATUS = 200;

  private final AddressPolicy addresses;
  private final SSLSocketFactory tls;
  private final Limits limits;
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("webhook-deadlines").factory());

  /**
   * @param deadline the time for one attempt in total
   * @param maxHeadBytes the length of the response's head; a longer one is a failure
   */
  record Limits(Duration deadline, int maxHeadBytes) {
    static final Limits STANDARD = new Limits(Duration.ofSeconds(15), 16 * 1024);
  }

  PinnedAddressSender(AddressPolicy addresses, SSLSocketFactory tls, Limits limits) {
    this.addresses = addresses;
    this.tls = tls;
    this.limits = limits;
  }

  @Override
  public AttemptResult send(WebhookRequest request) {
    WebhookUrl url = request.url();
    AtomicBoolean expired = new AtomicBoolean();
    try (Socket plain = new Socket()) {
      // Closing the socket ends every operation on it; timeouts of reads alone would begin again
      // with each byte.
      ScheduledFuture<?> deadline =
          deadlines.schedule(
              () -> {
                expired.set(true);
                closeQuietly(plain);
              },
              limits.deadline().toMillis(),
              TimeUnit.MILLISECONDS);
      try {
        plain.connect(new InetSocketAddress(resolve(url.host()), url.port()));
        return url.isEncrypted() ? sendEncrypted(plain, request) : exchange(plain, request);
      } finally {
        deadline.cancel(false);
      }
    } catch (UnknownHostException e) {
      return new AttemptResult.NoResponse(
          "the host has no address to which deliveries may be sent");
    } catch (IOException e) {
      return new AttemptResult.NoResponse(
          expired.get() || e instanceof SocketTimeoutException
              ? "no response within " + DurationFormat.words(limits.deadline())
              : ConnectionProblem.of(e).description());
    }
  }

  /**
   * Resolves the host in a thread of its own, because a lookup cannot be interrupted: the name
   * server of a tenant decides how long it takes.
   */
  private InetAddress resolve(String host) throws IOException {
    FutureTask<InetAddress> lookup = new FutureTask<>(() -> addresses.resolve(host));
    Thread.ofPlatform().daemon().name("webhook-lookup").start(lookup);
    try {
      return lookup.get(limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("the host was not resolved in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException unknown) {
        throw unknown;
      }
      throw new IOException("the host could not be resolved", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("A connection could not be closed", e);
    }
  }

  private AttemptResult sendEncrypted(Socket plain, WebhookRequest request) throws IOException {
    String host = request.url().certificateName();
    try (SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, request.url().port(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      if (!isAddress(host)) {
        parameters.setServerNames(List.of(new SNIHostName(host)));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return exchange(socket, request);
    }
  }

  private static boolean isAddress(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private AttemptResult exchange(Socket socket, WebhookRequest request) throws IOException {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    String head =
        """
        POST %s HTTP/1.1
        Host: %s
        User-Agent: beta9-provisioning
        Content-Type: application/cloudevents+json; charset=utf-8
        Content-Length: %d
        Accept: */*
        Connection: close
        webhook-id: %s
        webhook-timestamp: %d
        webhook-signature: %s

        """
            .formatted(
                request.url().target(),
                request.url().authority(),
                body.length,
                request.messageId(),
                request.epochSeconds(),
                request.signature())
            .replace("\n", "\r\n");
    OutputStream out = socket.getOutputStream();
    byte[] first = head.getBytes(StandardCharsets.US_ASCII);
    byte[] message = Arrays.copyOf(first, first.length + body.length);
    System.arraycopy(body, 0, message, first.length, body.length);
    out.write(message);
    out.flush();
    return status(new ResponseHead(socket.getInputStream(), limits.maxHeadBytes()));
  }

  private static AttemptResult status(ResponseHead head) throws IOException {
    for (; ; ) {
      Matcher line = STATUS_LINE.matcher(head.nextLine());
      if (!line.matches()) {
        return new AttemptResult.NoResponse("the response is not one of HTTP/1.1");
      }
      int status = Integer.parseInt(line.group(1));
      if (status >= FIRST_FINAL_STATUS) {
        return status < 300
            ? new AttemptResult.ReceiverAccepted(status)
            : new AttemptResult.ReceiverRejected(status);
      }
      while (!head.nextLine().isEmpty()) {
        // The fields of an interim response.
      }
    }
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
  }

  /** The lines of a response's head, up to a limit in total. */
  private static final class ResponseHead {
    private final InputStream in;
    private int rest;

    ResponseHead(InputStream in, int limit) {
      this.in = in;
      this.rest = limit;
    }

    String nextLine() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next >= 0 && rest > 0; next = in.read()) {
        rest--;
        if (next == '\n') {
          int length = line.length();
          return length > 0 && line.charAt(length - 1) == '\r'
              ? line.substring(0, length - 1)
              : line.toString();
        }
        line.append((char) next);
      }
      throw new IOException("the response ended early or its head is too long");
    }
  }
}
