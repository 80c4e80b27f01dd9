package io.beta9.provisioning.api;

import io.beta9.provisioning.api.authorization.PermittedToAll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The description of the API, which the build generates from the resources and their records. */
@PermittedToAll
@RestController
public class ApiDescriptionResource {
  private final byte[] document;

  public ApiDescriptionResource() {
    try (InputStream file =
        Objects.requireNonNull(ApiDescriptionResource.class.getResourceAsStream("/openapi.json"))) {
      this.document = file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the document, which needs no API key. */
  @GetMapping("/openapi.json")
  ResponseEntity<byte[]> document() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
  }
}
