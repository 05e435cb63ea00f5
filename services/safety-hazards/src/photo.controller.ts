/** Photos by the SHA-256 of their bytes; served inert, whatever they are. */
import { By } from '@anju/access/guard';
import type { Actor } from '@anju/access/actor';
import { Photo } from '@anju/contracts/hazard-records';
import { Returns, Sha256Param } from '@anju/runtime/http';
import { Body, Controller, Get, Param, Put, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiProduces, ApiConsumes } from '@nestjs/swagger';
import { Photos } from './photo.service.js';

@Controller('photos')
export class PhotoController {
  constructor(private readonly photos: Photos) {}

  @Put(':sha256')
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, required: true })
  @Returns(201, Photo)
  attachPhoto(@Param('sha256', Sha256Param) sha256: string, @Body() bytes: unknown, @By() by: Actor) {
    return this.photos.attach(sha256, Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0), by);
  }

  @Get(':sha256')
  @ApiProduces('image/jpeg', 'image/png', 'image/webp')
  async readPhoto(
    @Param('sha256', Sha256Param) sha256: string,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): void },
  ) {
    const { photo, bytes } = await this.photos.read(sha256, by);
    for (const [name, value] of Object.entries({
      'cache-control': 'private, max-age=86400, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    }))
      reply.header(name, value);
    return new StreamableFile(bytes, { type: photo.mediaType, length: photo.bytes });
  }
}
