package io.beta9.provisioning.aws.session;

import io.beta9.provisioning.cloudsim.CloudSim;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Hands the SDK's requests to a simulated cloud in the same process, for tests that make hundreds
 * of thousands of them. They are signed, encoded and answered as over the network.
 */
public record InProcessHttpClient(CloudSim sim) implements SdkHttpClient {
  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        return answer(request);
      }

      @Override
      public void abort() {}
    };
  }

  private HttpExecuteResponse answer(HttpExecuteRequest request) throws IOException {
    SdkHttpRequest head = request.httpRequest();
    byte[] body = new byte[0];
    if (request.contentStreamProvider().isPresent()) {
      try (InputStream content = request.contentStreamProvider().get().newStream()) {
        body = content.readAllBytes();
      }
    }
    WireResponse answer =
        sim.handle(
            WireRequest.of(
                head.method().name(),
                head.encodedPath(),
                head.encodedQueryParameters().orElse(""),
                head.headers(),
                body));
    SdkHttpFullResponse.Builder response =
        SdkHttpFullResponse.builder().statusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    HttpExecuteResponse.Builder whole = HttpExecuteResponse.builder().response(response.build());
    if (head.method() != SdkHttpMethod.HEAD && answer.body().length > 0) {
      whole.responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer.body())));
    }
    return whole.build();
  }

  @Override
  public void close() {}
}
