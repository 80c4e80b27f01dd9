package io.beta9.provisioning.cloudsim.aws.protocol;

import io.beta9.provisioning.cloudsim.aws.AwsErrorException;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.HttpBindings;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.SdkShapes;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlNode;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlReader;
import io.beta9.provisioning.cloudsim.aws.protocol.marshalling.XmlWriter;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.AwsChunkedDecoder;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireRequest;
import io.beta9.provisioning.cloudsim.aws.protocol.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.http.SdkHttpMethod;

/** The REST XML protocol with the special cases of its services. */
enum RestXmlProtocol implements Protocol {
  S3("http://s3.amazonaws.com/doc/2006-03-01/"),
  ROUTE53("https://route53.amazonaws.com/doc/2013-04-01/");

  private static final String XML = "application/xml";

  /** Root elements of responses that are not named after their operation. */
  private static final Map<String, String> ROOT_ELEMENTS =
      Map.of(
          "ListObjects", "ListBucketResult",
          "ListObjectsV2", "ListBucketResult",
          "ListObjectVersions", "ListVersionsResult",
          "DeleteObjects", "DeleteResult",
          "ListBuckets", "ListAllMyBucketsResult",
          "GetBucketAcl", "AccessControlPolicy",
          "GetBucketTagging", "Tagging",
          "GetBucketVersioning", "VersioningConfiguration",
          "GetBucketLifecycleConfiguration", "LifecycleConfiguration",
          "GetBucketRequestPayment", "RequestPaymentConfiguration");

  private final String namespace;

  RestXmlProtocol(String namespace) {
    this.namespace = namespace;
  }

  @Override
  public WireRequest unwrap(WireRequest request) {
    return AwsChunkedDecoder.unwrap(request);
  }

  @Override
  public AwsRequest decode(
      ApiOperation operation, WireRequest request, Map<String, String> pathParameters) {
    SdkPojo builder = SdkShapes.builderOf(operation.request());
    HttpBindings.fill(builder, request, pathParameters);
    if (!operation.info().hasStreamingInput() && request.body().length > 0) {
      body(operation, builder, request.body());
    }
    return SdkShapes.buildRequest(builder);
  }

  private static void body(ApiOperation operation, SdkPojo builder, byte[] body) {
    Optional<SdkField<?>> payload = payload(builder);
    if (payload.isPresent() && !SdkShapes.isStructure(payload.get())) {
      SdkField<?> field = payload.get();
      field.set(
          builder,
          field.marshallingType().getTargetClass() == SdkBytes.class
              ? SdkBytes.fromByteArray(body)
              : new String(body, StandardCharsets.UTF_8));
      return;
    }
    if (payload.isEmpty() && operation.fields().stream().noneMatch(SdkShapes::isPayload)) {
      return;
    }
    XmlNode root;
    try {
      root = XmlNode.parse(body);
    } catch (XMLStreamException e) {
      throw new AwsErrorException(
          400,
          "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published"
              + " schema");
    }
    if (payload.isEmpty()) {
      XmlReader.fill(builder, root);
      return;
    }
    SdkPojo nested = SdkShapes.structure(payload.get());
    XmlReader.fill(nested, root);
    payload.get().set(builder, SdkShapes.build(nested));
  }

  @Override
  public WireResponse encode(
      ApiOperation operation, AwsResponse response, byte[] stream, String requestId) {
    boolean head = operation.info().httpMethod() == SdkHttpMethod.HEAD;
    WireResponse wire =
        head || stream.length > 0 || operation.name().equals("GetObject")
            ? new WireResponse(200, Map.of(), stream)
            : body(operation, response);
    Map<String, String> headers = HttpBindings.headers(response);
    return new WireResponse(
            headers.containsKey("Content-Range") ? 206 : wire.status(), wire.headers(), wire.body())
        .withHeaders(headers)
        .withHeader("x-amz-request-id", requestId);
  }

  private WireResponse body(ApiOperation operation, AwsResponse response) {
    if (operation.name().equals("GetBucketLocation")) {
      return location(response);
    }
    Optional<SdkField<?>> payload = payload(response);
    Object content = payload.map(field -> SdkShapes.value(field, response)).orElse(null);
    if (content instanceof String text) {
      return WireResponse.text(200, "application/json", text);
    }
    if (payload.isPresent() && content instanceof SdkPojo nested) {
      return xml(payload.get().unmarshallLocationName(), nested);
    }
    if (payload.isEmpty() && response.sdkFields().stream().anyMatch(SdkShapes::isPayload)) {
      String name = operation.name();
      return xml(
          ROOT_ELEMENTS.getOrDefault(name, name + (this == S3 ? "Result" : "Response")), response);
    }
    return new WireResponse(
        operation.name().startsWith("Delete") || operation.name().equals("PutBucketPolicy")
            ? 204
            : 200,
        Map.of(),
        new byte[0]);
  }

  private WireResponse location(AwsResponse response) {
    XmlWriter xml = new XmlWriter().open("LocationConstraint", namespace);
    for (SdkField<?> field : response.sdkFields()) {
      if (SdkShapes.value(field, response) instanceof String region) {
        xml.text(region);
      }
    }
    return WireResponse.text(200, XML, xml.close("LocationConstraint").toString());
  }

  private WireResponse xml(String root, SdkPojo content) {
    return WireResponse.text(
        200, XML, new XmlWriter().open(root, namespace).fields(content).close(root).toString());
  }

  private static Optional<SdkField<?>> payload(SdkPojo pojo) {
    return pojo.sdkFields().stream()
        .filter(field -> field.containsTrait(PayloadTrait.class))
        .findFirst();
  }

  @Override
  public WireResponse encodeError(AwsErrorException fault, String requestId) {
    if (this == ROUTE53) {
      return route53Error(fault, requestId);
    }
    String xml =
        new XmlWriter()
            .open("Error")
            .element("Code", fault.code())
            .element("Message", fault.getMessage())
            .element("RequestId", requestId)
            .element(
                "HostId",
                UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8)).toString())
            .close("Error")
            .toString();
    return WireResponse.text(fault.status(), XML, fault.status() == 304 ? "" : xml)
        .withHeader("x-amz-request-id", requestId)
        .withHeaders(fault.headers());
  }

  /** A rejected batch has a document of its own, without a code. */
  private WireResponse route53Error(AwsErrorException fault, String requestId) {
    XmlWriter xml = new XmlWriter();
    if (fault.code().equals("InvalidChangeBatch")) {
      xml.open(fault.code(), namespace)
          .open("Messages")
          .element("Message", fault.getMessage())
          .close("Messages")
          .element("RequestId", requestId)
          .close(fault.code());
    } else {
      xml.open("ErrorResponse", namespace)
          .open("Error")
          .element("Type", "Sender")
          .element("Code", fault.code())
          .element("Message", fault.getMessage())
          .close("Error")
          .element("RequestId", requestId)
          .close("ErrorResponse");
    }
    return WireResponse.text(fault.status(), XML, xml.toString())
        .withHeader("x-amzn-requestid", requestId)
        .withHeaders(fault.headers());
  }

  @Override
  public AwsErrorException toError(RequestRejection refusal) {
    return switch (refusal) {
      case RequestRejection.MissingSignature unsigned ->
          new AwsErrorException(403, "AccessDenied", "Access Denied");
      case RequestRejection.UnknownAccessKey key ->
          new AwsErrorException(
              403,
              "InvalidAccessKeyId",
              "The AWS Access Key Id you provided does not exist in our records.");
      case RequestRejection.ExpiredSession expired ->
          new AwsErrorException(400, "ExpiredToken", "The provided token has expired.");
      case RequestRejection.AccessDenied denied ->
          new AwsErrorException(403, "AccessDenied", denied.message());
      case RequestRejection.UnknownOperation unknown ->
          new AwsErrorException(405, "MethodNotAllowed", unknown.message());
    };
  }
}
