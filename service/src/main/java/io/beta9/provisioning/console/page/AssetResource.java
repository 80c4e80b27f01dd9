package io.beta9.provisioning.console.page;

import io.beta9.provisioning.api.authorization.PermittedToAll;
import io.beta9.provisioning.console.session.ConsolePaths;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

/** The assets of the console's pages. */
@Controller
@PermittedToAll
public class AssetResource {
  private final Assets assets;

  public AssetResource(Assets assets) {
    this.assets = assets;
  }

  @GetMapping(ConsolePaths.ASSETS + "{hash}/{name}")
  ResponseEntity<byte[]> asset(
      @PathVariable String hash, @PathVariable String name, HttpServletRequest request) {
    String encodings = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    boolean gzip = encodings != null && encodings.contains("gzip");
    return assets
        .find(hash, name)
        .map(
            asset -> {
              ResponseEntity.BodyBuilder response =
                  ResponseEntity.ok()
                      .header(HttpHeaders.CONTENT_TYPE, asset.mediaType())
                      .header(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                      .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
              return gzip
                  ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(asset.compressed())
                  : response.body(asset.content());
            })
        .orElseGet(() -> ResponseEntity.notFound().build());
  }

  /** Everything else under the console's path: a page reports that it does not exist. */
  @GetMapping(ConsolePaths.ROOT + "/{*rest}")
  void noPage(@PathVariable String rest) {
    throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no page at this address.");
  }
}
